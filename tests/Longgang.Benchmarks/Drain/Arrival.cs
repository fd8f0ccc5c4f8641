namespace Longgang.Benchmarks.Drain;

/// <summary>Watches a far end while it is being filled.</summary>
internal static class Arrival
{
    // A bridge on a loaded machine has taken more than 10 s to connect again.
    private static readonly TimeSpan FirstArrival = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Waits until everything is there and a second more, for what comes twice, or until nothing has come for so long that the rest is lost. Returns events a second from
    /// the first arrival to the last; what was there at the first look does not count.
    /// </summary>
    public static async Task<double> WatchAsync(IDrainStage stage, long expected)
    {
        long first = 0, last = TimeProvider.System.GetTimestamp(), atFirst = 0, count = 0;
        while (TimeProvider.System.GetElapsedTime(last) < (first == 0 ? FirstArrival : count >= expected ? Late : stage.LongestPause))
        {
            long now = stage.FarEnd.Count();
            if (now != count)
            {
                last = TimeProvider.System.GetTimestamp();
                count = now;
                if (first == 0)
                {
                    (first, atFirst) = (last, now);
                }
            }

            await Task.Delay(Poll);
        }

        double seconds = TimeProvider.System.GetElapsedTime(first, last).TotalSeconds;
        return first == 0 || seconds == 0 ? 0 : (count - atFirst) / seconds;
    }
}
