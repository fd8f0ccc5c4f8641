namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>What the comparison of what was heard and what was reported found. All of it counts loudspeakers.</summary>
/// <param name="Heard">It sounded there.</param>
/// <param name="HeardWhole">It sounded there to its end.</param>
/// <param name="BegunAgain">It began there more than once, e.g. after it was broken off by a higher priority.</param>
/// <param name="Doubled">It was heard whole more than once, or one attempt sounded twice.</param>
/// <param name="Late">It began after its time.</param>
/// <param name="ReportedUnheard">Reported by itself as started or finished, and it was not.</param>
/// <param name="HeardUnreported">It sounded, and the report says that nothing was heard, or there is no report.</param>
/// <param name="Doubtful">Reported as not known: <c>no-answer</c>, <c>interrupted</c>; or played by the box's word alone, and not heard.</param>
/// <param name="Unsettled">The report is no final one.</param>
/// <param name="Examples">A few of what is wrong, by name.</param>
public sealed record HeardVerdict(
    int Heard, int HeardWhole, int BegunAgain, int Doubled, int Late, int ReportedUnheard, int HeardUnreported, int Doubtful, int Unsettled,
    IReadOnlyList<string> Examples);
