namespace Longgang.Cloud.Core.Announcements;

/// <summary>Another announcement that would play on the same speakers at the same time.</summary>
/// <param name="Announcement">32 hex digits.</param>
/// <param name="Title">Its title.</param>
/// <param name="Priority">Its priority.</param>
/// <param name="At">When the two first meet.</param>
/// <param name="Speakers">How many speakers both have.</param>
/// <param name="OursWins">Whether this announcement goes first: the higher priority interrupts, and of the same priority the one that was issued before goes first.</param>
public sealed record PreFlightConflict(string Announcement, string Title, int Priority, DateTimeOffset At, int Speakers, bool OursWins);
