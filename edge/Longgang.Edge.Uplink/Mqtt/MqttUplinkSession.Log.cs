using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

internal sealed partial class MqttUplinkSession
{
    [LoggerMessage(4040, LogLevel.Warning, "Acknowledgements of {Bytes} bytes cannot be read: {Reason}")]
    private partial void LogUnreadableAcks(long bytes, string reason);

    [LoggerMessage(4041, LogLevel.Error, "The cloud acknowledges in wire version {Major}, which this box does not know. Nothing is deleted; upgrade the box")]
    private partial void LogForeignVersion(uint major);

    [LoggerMessage(4042, LogLevel.Warning, "The broker turned the status away: {Reason}")]
    private partial void LogStatusTurnedAway(string reason);

    [LoggerMessage(4043, LogLevel.Debug, "Closing the connection failed: {Reason}")]
    private partial void LogCloseFailed(string reason);
}
