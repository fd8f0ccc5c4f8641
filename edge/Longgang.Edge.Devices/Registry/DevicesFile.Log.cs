using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Registry;

public sealed partial class DevicesFile
{
    [LoggerMessage(3001, LogLevel.Information, "{Count} devices of {File} may talk to this box")]
    private static partial void LogInForce(ILogger logger, int count, string file);

    [LoggerMessage(3002, LogLevel.Warning, "The {Count} devices known so far stay: {File} is wrong: {Error}")]
    private static partial void LogKeptOld(ILogger logger, int count, string file, string error);
}
