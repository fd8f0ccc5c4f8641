using Longgang.Cloud.Core.Alerts;

namespace Longgang.Cloud.Service.Api;

/// <summary>Data of the event <c>alert</c>.</summary>
/// <param name="Change">Number of the change.</param>
/// <param name="What">What happened.</param>
/// <param name="By">Who did it; the gateway for raised and repeated.</param>
/// <param name="Alert">The alert afterwards.</param>
public sealed record LiveAlertJson(long Change, string What, string By, AlertJson Alert)
{
    /// <summary>The JSON of a change.</summary>
    public static LiveAlertJson Of(AlertChange change) => new(change.Number, AlertNames.Of(change.What), change.By, AlertJson.Of(change.Alert));
}
