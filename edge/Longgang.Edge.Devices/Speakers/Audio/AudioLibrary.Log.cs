using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Speakers.Audio;

public sealed partial class AudioLibrary
{
    [LoggerMessage(3405, LogLevel.Warning, "Audio {Key} was damaged on disk and was deleted")]
    private static partial void LogRotten(ILogger logger, string key);

    [LoggerMessage(3406, LogLevel.Information, "Audio {Key} went to make room for new")]
    private static partial void LogEvicted(ILogger logger, string key);
}
