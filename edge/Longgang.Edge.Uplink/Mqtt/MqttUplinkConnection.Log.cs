using System.Net;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

internal sealed partial class MqttUplinkConnection
{
    [LoggerMessage(4000, LogLevel.Information, "Lane {Lane}: connected to the cloud at {Endpoint}")]
    private partial void LogConnected(Lane lane, EndPoint endpoint);

    [LoggerMessage(4001, LogLevel.Warning, "Lane {Lane}: no connection to the cloud: {Reason}. Failure {Failures} in a row, trying again in {Pause}; everything is kept")]
    private partial void LogFailed(Lane lane, string reason, int failures, TimeSpan pause);

    [LoggerMessage(4002, LogLevel.Information, "Lane {Lane}: connection to the cloud closed")]
    private partial void LogClosed(Lane lane);
}
