using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Rules;

public sealed partial class PolicyFile
{
    [LoggerMessage(1101, LogLevel.Information, "Screening policy {Version} of {File} is in force")]
    private static partial void LogInForce(ILogger logger, string version, string file);

    [LoggerMessage(1102, LogLevel.Warning, "Screening policy {Version} stays in force: {File} is wrong at {Path}: {Message}")]
    private static partial void LogKeptOld(ILogger logger, string version, string file, string path, string message);
}
