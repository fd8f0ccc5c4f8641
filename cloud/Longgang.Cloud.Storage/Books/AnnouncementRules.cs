using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Books;

/// <summary>What every store makes of what boxes say about announcements.</summary>
internal static class AnnouncementRules
{
    private const int IdBytes = 16;
    private const int HashBytes = 32;
    private const int MaxText = 4 * 1024;

    /// <summary>Whether it makes sense. What does not is kept with the events that nobody can read, and changes nothing.</summary>
    public static bool IsConsistent(Event item) => item.BodyCase switch
    {
        Event.BodyOneofCase.CommandReceipt => item.CommandReceipt is { Command.Length: IdBytes, Status: not CommandStatus.Unspecified, Speakers: <= int.MaxValue } receipt
            && IsText(receipt.Reason),
        Event.BodyOneofCase.SpeakerReceipt => item.SpeakerReceipt is { Announcement.Length: IdBytes, Occurrence: > 0 and <= int.MaxValue, Step: > 0, Attempt: <= int.MaxValue } receipt
            && item.Device.Length > 0 && IsText(item.Device) && IsText(receipt.Reason),
        Event.BodyOneofCase.SpeakerReport => item.Device.Length > 0 && IsText(item.Device) && IsText(item.SpeakerReport.Group) && IsText(item.SpeakerReport.Adapter)
            && item.SpeakerReport.Labels.All(IsLine) && item.SpeakerReport.Languages.All(IsLine),
        Event.BodyOneofCase.AudioReport => item.AudioReport.Sha256.All(hash => hash.Length == HashBytes),
        _ => false,
    };

    private static bool IsLine(string text) => IsText(text) && !text.Contains('\n', StringComparison.Ordinal);

    // PostgreSQL has no NUL in texts.
    private static bool IsText(string text) => text.Length <= MaxText && !text.Contains('\0', StringComparison.Ordinal);
}
