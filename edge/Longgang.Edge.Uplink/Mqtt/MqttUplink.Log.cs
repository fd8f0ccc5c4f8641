using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

public sealed partial class MqttUplink
{
    [LoggerMessage(4003, LogLevel.Warning, "Stopping before everything was delivered. What is left stays on disk and goes with the next start")]
    private partial void LogNotDrained();
}
