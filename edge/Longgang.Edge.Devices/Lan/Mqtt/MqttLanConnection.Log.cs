using System.Net;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Lan.Mqtt;

internal sealed partial class MqttLanConnection
{
    [LoggerMessage(3201, LogLevel.Warning, "Device '{Device}' at {Address} broke the MQTT protocol and was disconnected: {Why}")]
    private static partial void LogProtocol(ILogger logger, string device, EndPoint? address, string why);

    [LoggerMessage(3202, LogLevel.Error, "A message of device '{Device}' failed unexpectedly; it was disconnected")]
    private static partial void LogFailed(ILogger logger, string device, Exception exception);

    [LoggerMessage(3205, LogLevel.Warning, "Speaker {Device} did not acknowledge a command while it was of use; its connection is broken, lest the command arrive late")]
    private static partial void LogUnacknowledged(ILogger logger, string device);
}
