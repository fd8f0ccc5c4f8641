using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

internal sealed partial class LaneSender
{
    [LoggerMessage(4020, LogLevel.Warning, "Lane {Lane}: batch {First} ({Count} events) arrived damaged ({Reason}); sending it again from disk")]
    private partial void LogCorrupt(Lane lane, ulong first, uint count, string reason);

    [LoggerMessage(4021, LogLevel.Error, "Lane {Lane}: the cloud refuses batch {First} ({Count} events): {Reason}. It stays on disk and is tried again")]
    private partial void LogHeld(Lane lane, ulong first, uint count, string reason);

    [LoggerMessage(4022, LogLevel.Error, "Lane {Lane}: the cloud has quarantined batch {First} ({Count} events) of outbox {Outbox}: {Reason}")]
    private partial void LogQuarantined(Lane lane, OutboxId outbox, ulong first, uint count, string reason);

    [LoggerMessage(4023, LogLevel.Debug, "Lane {Lane}: nothing to do for acknowledgement of {First} ({Count} events, {Status})")]
    private partial void LogOddAck(Lane lane, ulong first, uint count, AckStatus status);

    [LoggerMessage(4024, LogLevel.Warning, "Lane {Lane}: the broker turned batch {First} ({Count} events) away: {Reason}. Trying again after a pause")]
    private partial void LogTurnedAway(Lane lane, ulong first, uint count, string reason);

    [LoggerMessage(4025, LogLevel.Warning, "Lane {Lane}: reading failed, trying again in 1 s: {Reason}")]
    private partial void LogLaneFaulted(Lane lane, string reason);
}
