using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Outbox.Inbox;

// Event ids 2050 to 2069 are the inbox's.
public sealed partial class CommandInbox
{
    [LoggerMessage(2050, LogLevel.Information, "The inbox is open: {Entries} entries, {Bytes} bytes, in {Milliseconds} ms")]
    private static partial void LogOpened(ILogger logger, int entries, long bytes, double milliseconds);

    [LoggerMessage(2051, LogLevel.Error, "The inbox's store failed; it is being reopened")]
    private static partial void LogFaulted(ILogger logger, Exception exception);

    [LoggerMessage(2052, LogLevel.Warning, "The inbox's store cannot be reopened yet, attempt {Attempt}")]
    private static partial void LogReopenFailed(ILogger logger, int attempt, Exception exception);

    [LoggerMessage(2053, LogLevel.Information, "The inbox's store is open again with {Entries} entries")]
    private static partial void LogRecovered(ILogger logger, int entries);

    [LoggerMessage(2054, LogLevel.Error, "The inbox is full and refuses new entries: {Reason}")]
    private static partial void LogFull(ILogger logger, string reason);

    [LoggerMessage(2055, LogLevel.Information, "The inbox takes new entries again")]
    private static partial void LogNoLongerFull(ILogger logger);

    [LoggerMessage(2056, LogLevel.Error, "The inbox's store is damaged and lies in {Folder}; {Entries} entries were saved")]
    private static partial void LogDamaged(ILogger logger, string folder, int entries, Exception exception);

    [LoggerMessage(2057, LogLevel.Error, "The inbox could not be read completely: {Damage}")]
    private static partial void LogLost(ILogger logger, string damage);
}
