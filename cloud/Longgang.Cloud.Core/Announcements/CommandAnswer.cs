using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>What a box has made of a command.</summary>
/// <param name="Change">Number of the change that made it so.</param>
/// <param name="Command">The command, 32 hex digits.</param>
/// <param name="Announcement">What it is about; empty: nothing, or a command that this store does not know.</param>
/// <param name="Occurrence">Number of the occurrence; 0: none.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Expected">How many of its speakers the cloud expected in the audience; null: the box was not expected to get it.</param>
/// <param name="Status">Its answer; unspecified: none yet.</param>
/// <param name="Reason">Why it did not take it.</param>
/// <param name="Speakers">How many of its speakers it found in the audience.</param>
/// <param name="AnsweredAt">When the answer came; null: not yet.</param>
/// <param name="Sent">How often the command was published for it.</param>
public sealed record CommandAnswer(
    long Change,
    string Command,
    string Announcement,
    int Occurrence,
    string Gateway,
    int? Expected,
    CommandStatus Status,
    string Reason,
    int Speakers,
    DateTimeOffset? AnsweredAt,
    int Sent)
{
    /// <summary>Whether the box found other speakers in the audience than the cloud did.</summary>
    public bool Differs => Status == CommandStatus.Taken && Speakers != (Expected ?? 0);
}
