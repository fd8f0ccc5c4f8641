using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker.Embedded;

public sealed partial class EmbeddedBroker
{
    [LoggerMessage(5000, LogLevel.Information, "Gateway {Gateway} is connected")]
    private partial void LogConnected(string gateway);

    [LoggerMessage(5001, LogLevel.Information, "Gateway {Gateway} is disconnected ({How})")]
    private partial void LogDisconnected(string gateway, MqttClientDisconnectType how);

    [LoggerMessage(5002, LogLevel.Warning, "'{Gateway}' from {Remote} is refused: wrong id or secret")]
    private partial void LogLoginRefused(string gateway, string remote);

    [LoggerMessage(5004, LogLevel.Warning, "Gateway {Gateway} is disconnected: its credentials were withdrawn or changed")]
    private partial void LogRevoked(string gateway);
}
