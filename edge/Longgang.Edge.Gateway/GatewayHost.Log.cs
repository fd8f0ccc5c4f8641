namespace Longgang.Edge.Gateway;

internal sealed partial class GatewayHost
{
    [LoggerMessage(4500, LogLevel.Information, "Longgang.Edge.Gateway {Version} of {Gateway} starts with {Options}")]
    private static partial void LogStarting(ILogger logger, string version, string gateway, string options);

    [LoggerMessage(4501, LogLevel.Information, "Ready; listening on {Endpoints}")]
    private static partial void LogReady(ILogger logger, string endpoints);

    [LoggerMessage(4502, LogLevel.Information, "Listeners are closed; delivering {Alerts} alert and {Records} record events within {Timeout}")]
    private static partial void LogDraining(ILogger logger, ulong alerts, ulong records, TimeSpan timeout);

    [LoggerMessage(4503, LogLevel.Information, "Stopped; {Alerts} alert and {Records} record events are kept for the next start")]
    private static partial void LogStopped(ILogger logger, ulong alerts, ulong records);

    [LoggerMessage(4504, LogLevel.Critical, "The lanes cannot be opened: {Reason}")]
    private static partial void LogStoreUnusable(ILogger logger, string reason);

    [LoggerMessage(4505, LogLevel.Critical, "Something unexpected ended the gateway")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
