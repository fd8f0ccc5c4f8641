namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>First words of <c>SpeakerReceipt.reason</c> and <c>CommandReceipt.reason</c>, as docs/wire.md lists them.</summary>
internal static class ReceiptReason
{
    internal const string AudioUnavailable = "audio-unavailable";
    internal const string ClockUnknown = "clock-unknown";
    internal const string Fault = "fault";
    internal const string Interrupted = "interrupted";
    internal const string Language = "language";
    internal const string NoAnswer = "no-answer";
    internal const string NotConnected = "not-connected";
    internal const string QuietHours = "quiet-hours";
    internal const string Retracted = "retracted";
    internal const string Superseded = "superseded";
    internal const string TooLate = "too-late";

    // Said of commands.
    internal const string InboxUnavailable = "inbox-unavailable";
    internal const string TooMany = "too-many";

    private static readonly HashSet<string> _silent = new(StringComparer.Ordinal)
    {
        "busy", AudioUnavailable, "audio-damaged", "speech-failed", Language, TooLate, NotConnected,
    };

    /// <summary>
    /// Whether a failure says that nothing was heard. A fault may come in the middle: only a speaker that says how much was heard, and that it was nothing, is believed.
    /// </summary>
    internal static bool SaysNothingWasHeard(string reason, uint? playedMs) => playedMs is null ? _silent.Contains(reason) : playedMs == 0;

    /// <summary>A reason that is on the list, or a fault with the speaker's own word behind it.</summary>
    internal static string Known(string reason) => _silent.Contains(reason) || reason == Fault ? reason : $"{Fault}: {reason}";
}
