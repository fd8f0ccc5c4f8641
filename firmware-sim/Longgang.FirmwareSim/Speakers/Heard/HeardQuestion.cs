namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>Which sounds belong to an announcement.</summary>
/// <param name="Contents">The keys of its contents, see <see cref="HeardTable.ContentsWith"/>.</param>
/// <param name="FromUnixMs">What began on RTP from here on belongs to it: a stream does not say what it is.</param>
/// <param name="ExpiresUnixMs">What began after this is late.</param>
public sealed record HeardQuestion(IReadOnlySet<string> Contents, long FromUnixMs = 0, long ExpiresUnixMs = long.MaxValue);
