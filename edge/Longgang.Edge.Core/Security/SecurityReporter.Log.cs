using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Security;

public sealed partial class SecurityReporter
{
    [LoggerMessage(1401, LogLevel.Warning, "Security: {Kind} by {Device} ({Count}): {Detail}")]
    private static partial void LogIncident(ILogger logger, SecurityKind kind, string device, uint count, string detail);

    [LoggerMessage(1402, LogLevel.Warning, "A security event ({Kind} by {Device}, {Count}) could not be kept: {Why}")]
    private static partial void LogLost(ILogger logger, SecurityKind kind, string device, uint count, string why);
}
