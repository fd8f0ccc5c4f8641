namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>Holds what was heard against what the cloud reports.</summary>
public static class HeardComparison
{
    private const int MostExamples = 20;

    // What these say leaves open whether something was heard.
    private static readonly string[] _doubts = ["no-answer", "interrupted", "fault", "box-silent"];

    /// <param name="table">What was heard.</param>
    /// <param name="question">What belongs to the announcement.</param>
    /// <param name="reports">The cloud's word by loudspeaker.</param>
    /// <param name="ticksPerSecond">Of the timestamps in the table: <see cref="TimeProvider.TimestampFrequency"/>.</param>
    public static HeardVerdict Compare(
        HeardTable table, HeardQuestion question, IReadOnlyDictionary<string, ReportedEnd> reports, long ticksPerSecond)
    {
        ILookup<string, PlayTruth> plays = table.Plays.Where(play => Belongs(play, question)).ToLookup(play => play.Speaker);
        var count = new int[9];
        var examples = new List<string>();
        foreach (string speaker in plays.Select(group => group.Key).Union(reports.Keys).Order(StringComparer.Ordinal))
        {
            HeardSpan[] spans = [.. plays[speaker].SelectMany(play => play.Heard)
                .Where(span => span.BeganUnixMs >= question.FromUnixMs && span.BeganUnixMs <= question.UntilUnixMs)];
            ReportedEnd? report = reports.GetValueOrDefault(speaker);
            // A stream has no end of its own: silence is all that tells it.
            int whole = spans.Count(span => span.Whole || span.Rtp is not null);
            bool late = plays[speaker].Any(play => play.BeganLate(ticksPerSecond))
                || spans.Any(span => span.BeganUnixMs > question.ExpiresUnixMs);
            Count(0, spans.Length > 0);
            Count(1, whole > 0);
            Count(2, spans.Length > 1);
            Name(3, "doubled", whole > 1 || plays[speaker].Any(play => play.Heard.Count > 1));
            Name(4, "late", late);
            bool unheard = (report is { State: "started" } && spans.Length == 0) || (report is { State: "finished" } && whole == 0);
            Name(5, "reported and not heard", unheard && report is { ByBox: false });
            Name(6, "heard and not reported", spans.Length > 0 && (report is null || SaysSilence(report)));
            // A box that speaks for a speaker says what it has sent, and no more.
            Count(7, (unheard && report is { ByBox: true }) || (report?.Reason is { } reason && _doubts.Contains(reason)));
            Name(8, "unsettled", report is { State: "accepted" or "started" or "sent" });

            void Count(int what, bool holds) => count[what] += holds ? 1 : 0;

            void Name(int what, string word, bool holds)
            {
                Count(what, holds);
                if (holds && examples.Count < MostExamples)
                {
                    examples.Add($"{word}: {speaker}{(report is null ? string.Empty : $", {report.State} {report.Reason}".TrimEnd())}");
                }
            }
        }

        return new HeardVerdict(count[0], count[1], count[2], count[3], count[4], count[5], count[6], count[7], count[8], examples);
    }

    private static bool Belongs(PlayTruth play, HeardQuestion question) =>
        play.Content is { } content ? question.Contents.Contains(content) : play.Told == 0 && play.Heard.Count > 0;

    private static bool SaysSilence(ReportedEnd report) => report.State switch
    {
        "expired" or "cancelled" or "unreachable" => true,
        "failed" => report.Reason is null || !_doubts.Contains(report.Reason),
        _ => false,
    } && (report.Reason is null || !_doubts.Contains(report.Reason));
}
