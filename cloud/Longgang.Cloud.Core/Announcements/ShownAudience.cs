namespace Longgang.Cloud.Core.Announcements;

/// <summary>Who was found in an audience when it was looked at: what the author and the approver were shown.</summary>
/// <param name="Fingerprint">Of the list, see <see cref="AudienceFingerprint"/>.</param>
/// <param name="Speakers">Device ids, in ordinal order.</param>
/// <param name="Known">How many speakers the district had then.</param>
public sealed record ShownAudience(string Fingerprint, IReadOnlyList<string> Speakers, int Known);
