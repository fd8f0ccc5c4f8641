namespace Longgang.Cloud.Core.Alerts;

/// <summary>
/// Hears that alert changes were committed. It gets only the number: whoever wants the changes reads them from the store, so that the
/// live stream and the resumed one are the same stream, also when a commit reported an error and turns out durable after all.
/// </summary>
public interface IAlertChangeListener
{
    /// <summary>Must not block: it is called on the store's writer.</summary>
    /// <param name="lastChange">Number of the latest committed change.</param>
    void OnCommitted(long lastChange);
}
