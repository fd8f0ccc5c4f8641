using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.HealthCodes;

public sealed partial class HttpHealthCodeService
{
    [LoggerMessage(3101, LogLevel.Debug, "The health-code service did not answer: {Why}")]
    private static partial void LogUnreachable(ILogger logger, string why);

    [LoggerMessage(3102, LogLevel.Warning, "The health-code service fails; it is not asked for {Duration}, and verdicts stand on remembered answers or on the policy")]
    private static partial void LogOpened(ILogger logger, TimeSpan duration);

    [LoggerMessage(3103, LogLevel.Information, "The health-code service answers again")]
    private static partial void LogClosed(ILogger logger);
}
