namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// When to connect again: exponential back-off with full jitter, so that replicas do not come back in step. Pure; not thread-safe.
/// </summary>
/// <param name="max">Upper bound of every pause; the first is at most a tenth of it.</param>
/// <param name="random">Source of the jitter.</param>
internal sealed class ReconnectPause(TimeSpan max, Random random)
{
    private int _failures;

    /// <summary>The pause before the next attempt: uniform between zero and a bound that doubles with every failure in a row.</summary>
    /// <param name="lived">How long the connection had lived, null when none came about. One that lived as long as the longest pause starts the schedule anew.</param>
    public TimeSpan Next(TimeSpan? lived)
    {
        if (lived >= max)
        {
            _failures = 0;
        }

        double bound = Math.Min(max.Ticks, max.Ticks / 10.0 * Math.Pow(2, Math.Min(_failures, 20)));
        _failures++;
        return TimeSpan.FromTicks((long)(bound * random.NextDouble()));
    }
}
