namespace Longgang.Cloud.Core.Announcements;

/// <summary>A command that has to be published (again) now.</summary>
/// <param name="Id">The command, 32 hex digits.</param>
/// <param name="Announcement">What it is about; empty: nothing.</param>
/// <param name="Occurrence">Number of the occurrence; 0: none.</param>
/// <param name="Topics">The topics of its first publication.</param>
/// <param name="Gateway">The box that has not answered; null: it was never published, and goes out on <paramref name="Topics"/>.</param>
/// <param name="Sent">How often it was published for this box before.</param>
/// <param name="Bytes">An encoded <c>SignedCommand</c>.</param>
/// <param name="ExpiresAt">When it expires.</param>
public sealed record DueCommand(
    string Id, string Announcement, int Occurrence, IReadOnlyList<string> Topics, string? Gateway, int Sent, ReadOnlyMemory<byte> Bytes, DateTimeOffset ExpiresAt);
