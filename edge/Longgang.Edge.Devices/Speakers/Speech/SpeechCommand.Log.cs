using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Speakers.Speech;

public sealed partial class SpeechCommand
{
    [LoggerMessage(3501, LogLevel.Warning, "{Program} could not speak a text of {Length} characters with voice {Voice}: {Why}")]
    private static partial void LogFailed(ILogger logger, string program, int length, string voice, string why);
}
