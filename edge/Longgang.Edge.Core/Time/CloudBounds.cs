namespace Longgang.Edge.Core.Time;

/// <summary>
/// What one moment of the box's monotonic time was by the cloud's clock, within bounds. They move on with monotonic time and grow by what two clocks may drift
/// apart; no wall clock is involved.
/// </summary>
/// <param name="MonotonicMicros">The moment, microseconds since the box's boot.</param>
/// <param name="EarliestUnixMicros">The cloud's clock was not before this.</param>
/// <param name="LatestUnixMicros">The cloud's clock was not after this.</param>
/// <param name="AskedMicros">When the newest question was asked whose answer is in it.</param>
public readonly record struct CloudBounds(ulong MonotonicMicros, long EarliestUnixMicros, long LatestUnixMicros, ulong AskedMicros)
{
    /// <summary>
    /// How far the two clocks may run apart, parts per million: a time daemon slews by at most 500 (ntp_adjtime(3)), and a crystal is off by less than a tenth of that.
    /// </summary>
    public const long DriftPartsPerMillion = 500;

    private const long Rounding = 2; // of both clocks to whole microseconds

    /// <summary>Microseconds between the two bounds.</summary>
    public long Width => LatestUnixMicros - EarliestUnixMicros;

    /// <summary>
    /// What an answer says at the moment of its arrival: the cloud read its clock after the question was asked and before the answer came, nobody knows when.
    /// </summary>
    /// <param name="asked">When the question left, monotonic microseconds.</param>
    /// <param name="now">When the answer came; not before <paramref name="asked"/>.</param>
    /// <param name="cloud">The clock of the cloud in the answer, microseconds since 1970 UTC.</param>
    public static CloudBounds OfAnswer(ulong asked, ulong now, long cloud)
    {
        long round = (long)(now - asked);
        return new CloudBounds(now, cloud, cloud + round + Drift(round), asked);
    }

    /// <summary>The same at a later moment: as far on, and as much wider as the clocks may have drifted.</summary>
    public CloudBounds At(ulong now)
    {
        long passed = (long)(now - MonotonicMicros);
        return passed <= 0 ? this : this with
        {
            MonotonicMicros = now,
            EarliestUnixMicros = EarliestUnixMicros + passed - Drift(passed),
            LatestUnixMicros = LatestUnixMicros + passed + Drift(passed),
        };
    }

    /// <summary>
    /// What is known with another answer. Two that can both be true bound the time together. Two that contradict each other say that the cloud's clock was set in between: the one that
    /// was asked for later holds.
    /// </summary>
    public CloudBounds With(CloudBounds answer)
    {
        CloudBounds carried = At(answer.MonotonicMicros);
        long earliest = Math.Max(carried.EarliestUnixMicros, answer.EarliestUnixMicros);
        long latest = Math.Min(carried.LatestUnixMicros, answer.LatestUnixMicros);
        return earliest <= latest
            ? new CloudBounds(answer.MonotonicMicros, earliest, latest, Math.Max(AskedMicros, answer.AskedMicros))
            : answer.AskedMicros >= AskedMicros ? answer : carried;
    }

    private static long Drift(long micros) => (micros * DriftPartsPerMillion / 1_000_000) + Rounding;
}
