using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Ingestion;

public sealed partial class IngestWorker
{
    [LoggerMessage(5200, LogLevel.Warning, "A batch of {Gateway} is {Status}: {Reason}")]
    private partial void LogNotTaken(string gateway, AckStatus status, string reason);

    [LoggerMessage(5201, LogLevel.Warning, "{Message} The batches in hand are tried again in {Pause}")]
    private partial void LogStoreUnavailable(string message, TimeSpan pause);

    [LoggerMessage(5202, LogLevel.Warning, "What was received could not be committed within {Timeout}; it was not acknowledged and the gateways keep it")]
    private partial void LogNotDrained(TimeSpan timeout);
}
