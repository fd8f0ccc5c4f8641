using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Quarantine;

public sealed partial class FileQuarantine
{
    [LoggerMessage(1301, LogLevel.Warning, "A malformed message could not be kept in {Directory}: {Why}")]
    private static partial void LogFailed(ILogger logger, string directory, string why);
}
