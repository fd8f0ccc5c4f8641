namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>speaker_parts</c> that came from a box.</summary>
internal sealed record PartRow(
    byte[] Announcement, int Occurrence, string Speaker, string Gateway, long Area, long Step, int State, string Reason, bool Last, int Attempt, long PlayedMs, int Evidence, long BoxUs);
