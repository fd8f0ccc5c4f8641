using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Time;

public sealed partial class ClockWatcher
{
    [LoggerMessage(1501, LogLevel.Warning, "The wall clock was set by {Step}; it is {Quality} now")]
    private static partial void LogJumped(ILogger logger, TimeSpan step, ClockQuality quality);

    [LoggerMessage(1502, LogLevel.Information, "What was stamped in the last {Span} is corrected: the clock was {Before} and off by {Step}")]
    private static partial void LogCorrected(ILogger logger, TimeSpan span, ClockQuality before, TimeSpan step);

    [LoggerMessage(1503, LogLevel.Warning, "The correction of earlier stamps cannot be kept yet and is tried again: {Why}")]
    private static partial void LogPostponed(ILogger logger, string why);

    [LoggerMessage(1504, LogLevel.Warning, "What is known of the clock cannot be saved and is tried again: {Why} Should the process end before, its successor knows less of this boot")]
    private static partial void LogNotSaved(ILogger logger, string why);
}
