namespace Longgang.Cloud.Core.Announcements;

/// <summary>A signed command that has to reach boxes.</summary>
/// <param name="Id">The command's id, 32 hex digits.</param>
/// <param name="Announcement">What it is about, 32 hex digits; empty: nothing (staging of audio).</param>
/// <param name="Occurrence">Number of the occurrence; 0: none.</param>
/// <param name="Topics">Where it is published first: of areas, or of boxes.</param>
/// <param name="Bytes">An encoded <c>SignedCommand</c>: what is signed is what travels.</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="ExpiresAt">From here on nobody does it, and it is not sent again.</param>
/// <param name="Boxes">The boxes that have to answer, and how many of their speakers are expected in the audience.</param>
public sealed record OutgoingCommand(
    string Id,
    string Announcement,
    int Occurrence,
    IReadOnlyList<string> Topics,
    ReadOnlyMemory<byte> Bytes,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyDictionary<string, int> Boxes);
