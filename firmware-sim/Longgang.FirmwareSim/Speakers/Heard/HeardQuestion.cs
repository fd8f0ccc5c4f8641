namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>Which sounds belong to an announcement.</summary>
/// <param name="Contents">The keys of its contents, see <see cref="HeardTable.ContentsWith"/>.</param>
/// <param name="FromUnixMs">What began before does not belong to it. A stream on RTP does not say what it is: there the times decide alone.</param>
/// <param name="ExpiresUnixMs">What began after this is late.</param>
/// <param name="UntilUnixMs">What began after this does not belong to it either: the next one, or a repetition.</param>
public sealed record HeardQuestion(
    IReadOnlySet<string> Contents, long FromUnixMs = 0, long ExpiresUnixMs = long.MaxValue, long UntilUnixMs = long.MaxValue);
