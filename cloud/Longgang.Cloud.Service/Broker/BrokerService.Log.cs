using MQTTnet.Server;

namespace Longgang.Cloud.Service.Broker;

public sealed partial class BrokerService
{
    [LoggerMessage(5000, LogLevel.Information, "Gateway {Gateway} is connected")]
    private partial void LogConnected(string gateway);

    [LoggerMessage(5001, LogLevel.Information, "Gateway {Gateway} is disconnected ({How})")]
    private partial void LogDisconnected(string gateway, MqttClientDisconnectType how);

    [LoggerMessage(5002, LogLevel.Warning, "'{Gateway}' from {Remote} is refused: wrong id or secret")]
    private partial void LogLoginRefused(string gateway, string remote);

    [LoggerMessage(5003, LogLevel.Warning, "Gateway {Gateway} may not {Verb} '{Topic}'")]
    private partial void LogForeignTopic(string gateway, string verb, string topic);

    [LoggerMessage(5004, LogLevel.Warning, "Gateway {Gateway} is disconnected: its credentials were withdrawn or changed")]
    private partial void LogRevoked(string gateway);

    [LoggerMessage(5005, LogLevel.Warning, "What was received could not be committed within {Timeout}; it was not acknowledged and the gateways keep it")]
    private partial void LogNotDrained(TimeSpan timeout);
}
