using System.Net;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Speakers.Rtp;

public sealed partial class RtpSpeakerPort
{
    [LoggerMessage(3301, LogLevel.Warning, "No audio can be sent to {Address} for group {Group}: {Why}")]
    private static partial void LogNoWay(ILogger logger, IPEndPoint address, string group, string why);

    [LoggerMessage(3302, LogLevel.Warning, "The audio for group {Group} cannot be read: {Why}")]
    private static partial void LogUnreadable(ILogger logger, string group, string why);

    [LoggerMessage(3303, LogLevel.Error, "What became of an announcement at speaker {Device} could not be kept")]
    private static partial void LogNotKept(ILogger logger, string device, Exception exception);
}
