using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Speakers.Audio;

public sealed partial class AudioDownload
{
    [LoggerMessage(3401, LogLevel.Debug, "Audio {Sha256} broke off at {Bytes} bytes: {Why}")]
    private static partial void LogBrokeOff(ILogger logger, string sha256, long bytes, string why);

    [LoggerMessage(3402, LogLevel.Warning, "Audio {Sha256} was not what its hash says and was deleted: {Why}")]
    private static partial void LogDamaged(ILogger logger, string sha256, string why);

    [LoggerMessage(3403, LogLevel.Warning, "The cloud gives no audio; it is not asked for {Duration}")]
    private static partial void LogOpened(ILogger logger, TimeSpan duration);

    [LoggerMessage(3404, LogLevel.Information, "The cloud gives audio again")]
    private static partial void LogClosed(ILogger logger);
}
