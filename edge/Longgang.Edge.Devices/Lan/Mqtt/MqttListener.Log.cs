using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Lan.Mqtt;

public sealed partial class MqttListener
{
    [LoggerMessage(3203, LogLevel.Information, "Device {Device} was taken out of the registry or its entry changed; it is disconnected")]
    private static partial void LogRemoved(ILogger logger, string device);
}
