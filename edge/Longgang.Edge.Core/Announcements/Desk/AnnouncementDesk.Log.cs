using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Announcements.Desk;

public sealed partial class AnnouncementDesk
{
    [LoggerMessage(1601, LogLevel.Information, "Announcements go on: {Live} commands are not done with, {Remembered} are known")]
    private static partial void LogRestored(ILogger logger, int live, int remembered);

    [LoggerMessage(1602, LogLevel.Error, "An entry of the inbox cannot be read and is left as it is: {Problem}")]
    private static partial void LogUnreadable(ILogger logger, string problem);

    [LoggerMessage(1603, LogLevel.Error, "The inbox was damaged: {Damage}")]
    private static partial void LogDamaged(ILogger logger, string damage);

    [LoggerMessage(1604, LogLevel.Error, "The inbox cannot be written: {Why} New commands are refused and nothing new is played; tried again in {Pause}")]
    private static partial void LogInboxDown(ILogger logger, string why, TimeSpan pause);

    [LoggerMessage(1605, LogLevel.Warning, "The inbox is written again")]
    private static partial void LogInboxBack(ILogger logger);

    [LoggerMessage(1606, LogLevel.Warning, "Receipts wait, as the alert lane takes none: {Why}")]
    private static partial void LogLaneRefuses(ILogger logger, string why);
}
