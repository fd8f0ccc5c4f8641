namespace Longgang.Cloud.Core.Alerts;

/// <summary>Alerts, their history and what people do with them.</summary>
public interface IAlertStore
{
    /// <summary>Applies a person's command and writes the change to the audit trail, in one transaction.</summary>
    Task<AlertCommandResult> ApplyAsync(string alertId, AlertCommand command, CancellationToken cancellationToken);

    /// <summary>A page of alerts, newest first.</summary>
    Task<IReadOnlyList<AlertSnapshot>> ListAsync(AlertQuery query, CancellationToken cancellationToken);

    /// <summary>The changes of one alert, oldest first; empty when there is no such alert.</summary>
    Task<IReadOnlyList<AlertChange>> ReadHistoryAsync(string alertId, CancellationToken cancellationToken);

    /// <summary>Changes of all alerts after a number, in order.</summary>
    Task<IReadOnlyList<AlertChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>Number of the latest change, 0 when there is none.</summary>
    Task<long> ReadLastChangeAsync(CancellationToken cancellationToken);

    /// <summary>How many alerts are not resolved.</summary>
    Task<long> CountOpenAsync(CancellationToken cancellationToken);
}
