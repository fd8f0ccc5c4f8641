using System.Globalization;
using Microsoft.Extensions.Logging;
using MQTTnet.Diagnostics.Logger;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>MQTTnet's own log. Its messages name client ids and topics, never payloads.</summary>
internal sealed partial class MqttNetLog(ILogger logger) : IMqttNetLogger
{
    /// <inheritdoc/>
    public bool IsEnabled => logger.IsEnabled(LogLevel.Warning);

    /// <inheritdoc/>
    public void Publish(MqttNetLogLevel level, string source, string message, object[]? parameters, Exception? exception)
    {
        LogLevel ours = level switch { MqttNetLogLevel.Error => LogLevel.Error, MqttNetLogLevel.Warning => LogLevel.Warning, _ => LogLevel.Trace };
        if (ours >= LogLevel.Warning && logger.IsEnabled(ours))
        {
            Log(logger, ours, source, parameters is { Length: > 0 } ? string.Format(CultureInfo.InvariantCulture, message, parameters) : message, exception);
        }
    }

    [LoggerMessage(EventId = 3204, Message = "{Source}: {Text}")]
    private static partial void Log(ILogger logger, LogLevel level, string source, string text, Exception? exception);
}
