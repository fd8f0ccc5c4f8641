using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Outbox;

// Event ids 2000 to 2099 are the outbox's.
public sealed partial class OutboxLane
{
    [LoggerMessage(2000, LogLevel.Information, "The {Lane} lane is open: outbox {Outbox}, accepted {Accepted}, pending {Pending}, {Bytes} bytes, in {Milliseconds} ms")]
    private static partial void LogOpened(ILogger logger, Lane lane, string outbox, ulong accepted, ulong pending, long bytes, double milliseconds);

    [LoggerMessage(2001, LogLevel.Information, "The {Lane} lane is closed: accepted {Accepted}, pending {Pending}")]
    private static partial void LogClosed(ILogger logger, Lane lane, ulong accepted, ulong pending);

    [LoggerMessage(2002, LogLevel.Error, "The {Lane} lane's store failed; it is being reopened")]
    private static partial void LogFaulted(ILogger logger, Lane lane, Exception exception);

    [LoggerMessage(2003, LogLevel.Warning, "The {Lane} lane's store cannot be reopened yet, attempt {Attempt}")]
    private static partial void LogReopenFailed(ILogger logger, Lane lane, int attempt, Exception exception);

    [LoggerMessage(2004, LogLevel.Information, "The {Lane} lane's store is open again; of the events in doubt {Kept} were kept and {Failed} failed")]
    private static partial void LogRecovered(ILogger logger, Lane lane, int kept, int failed);

    [LoggerMessage(2005, LogLevel.Error, "The {Lane} lane is full and refuses new events: {Reason}")]
    private static partial void LogFull(ILogger logger, Lane lane, string reason);

    [LoggerMessage(2006, LogLevel.Information, "The {Lane} lane takes events again")]
    private static partial void LogNoLongerFull(ILogger logger, Lane lane);

    [LoggerMessage(2007, LogLevel.Error, "The {Lane} lane's store {Outbox} is damaged and goes into quarantine as {Folder}")]
    private static partial void LogDamaged(ILogger logger, Lane lane, string outbox, string folder, Exception exception);

    [LoggerMessage(2008, LogLevel.Warning, "Of the {Lane} lane's damaged store {Batches} batches with {Events} events were saved; {Lost} ranges are named in the ledger")]
    private static partial void LogSalvaged(ILogger logger, Lane lane, int batches, ulong events, int lost);

    [LoggerMessage(2013, LogLevel.Warning, "The {Lane} lane goes on after sequence {Last}: {Torn}. A power cut leaves that, and then nobody was told of it")]
    private static partial void LogTornTail(ILogger logger, Lane lane, string torn, ulong last);

    [LoggerMessage(2009, LogLevel.Error, "Batch {First} of the {Lane} lane, {Count} events, cannot be read ({Reason}): quarantined and named in the ledger")]
    private static partial void LogBatchQuarantined(ILogger logger, Lane lane, ulong first, ulong count, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "An acknowledgement for batch {First} of {Count} events of the {Lane} lane matches no batch and is ignored")]
    private static partial void LogAckIgnored(ILogger logger, Lane lane, ulong first, uint count);

    [LoggerMessage(2011, LogLevel.Warning, "A ledger entry of the {Lane} lane could not be handed over; it is tried again")]
    private static partial void LogReportFailed(ILogger logger, Lane lane, Exception exception);

    [LoggerMessage(2012, LogLevel.Warning, "The {Lane} lane has reached its bound of {LimitBytes} bytes and gave up its oldest {Events} events, named in the ledger")]
    private static partial void LogExpired(ILogger logger, Lane lane, ulong events, long limitBytes);
}
