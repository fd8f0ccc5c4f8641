namespace Longgang.Cloud.Core.Announcements;

/// <summary>
/// A message of the live feed. Numbers grow with every change of any announcement. A speaker's part and a box's answer are told as they stand, under the number of their latest change:
/// who resumes gets every one that has changed since, once.
/// </summary>
/// <param name="Number">Number of the change.</param>
public abstract record AnnouncementChange(long Number)
{
    /// <summary>Something was done with an announcement.</summary>
    /// <param name="Entry">The entry of its history.</param>
    public sealed record Act(AnnouncementEntry Entry) : AnnouncementChange(Entry.Change);

    /// <summary>A speaker's part has changed.</summary>
    /// <param name="State">As it stands.</param>
    public sealed record Part(SpeakerPart State) : AnnouncementChange(State.Change);

    /// <summary>A box has answered.</summary>
    /// <param name="State">As it stands.</param>
    public sealed record Answer(CommandAnswer State) : AnnouncementChange(State.Change);
}
