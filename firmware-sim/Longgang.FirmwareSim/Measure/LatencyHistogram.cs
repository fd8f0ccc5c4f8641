using System.Numerics;

namespace Longgang.FirmwareSim.Measure;

/// <summary>
/// Latencies in microseconds with 1 % resolution and a fixed size: log-linear cells, 128 in each power of two. Safe for several writers.
/// </summary>
public sealed class LatencyHistogram
{
    private const int CellBits = 7;
    private const int Cells = 1 << CellBits;

    private readonly long[] _counts = new long[Cells * 34];
    private long _count;
    private long _max;

    public long Count => Interlocked.Read(ref _count);

    public double MaxMilliseconds => Interlocked.Read(ref _max) / 1000.0;

    public void Add(TimeSpan latency)
    {
        long us = Math.Max(0, latency.Ticks / 10);
        Interlocked.Increment(ref _counts[Math.Min(CellOf(us), _counts.Length - 1)]);
        Interlocked.Increment(ref _count);
        long seen = Interlocked.Read(ref _max);
        while (us > seen)
        {
            long before = Interlocked.CompareExchange(ref _max, us, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }
    }

    /// <summary>The latency in milliseconds that the given share of samples does not exceed; 0 without samples.</summary>
    public double Quantile(double share)
    {
        long wanted = (long)Math.Ceiling(Count * share);
        long sum = 0;
        for (int cell = 0; cell < _counts.Length; cell++)
        {
            sum += Interlocked.Read(ref _counts[cell]);
            if (sum >= wanted && sum > 0)
            {
                return Math.Min(UpperEdge(cell), Interlocked.Read(ref _max)) / 1000.0;
            }
        }

        return 0;
    }

    public LatencySummary Summarize() =>
        new(Math.Round(Quantile(0.5), 3), Math.Round(Quantile(0.99), 3), Math.Round(MaxMilliseconds, 3), Count);

    public void Clear()
    {
        Array.Clear(_counts);
        Interlocked.Exchange(ref _count, 0);
        Interlocked.Exchange(ref _max, 0);
    }

    // Below 2^8 a cell is one microsecond wide; above, an octave has 128 cells.
    private static int CellOf(long us)
    {
        int shift = Math.Max(0, BitOperations.Log2((ulong)us | 1) - CellBits);
        return (shift << CellBits) + (int)(us >> shift);
    }

    private static long UpperEdge(int cell)
    {
        int shift = Math.Max(0, (cell >> CellBits) - 1);
        long mantissa = cell - ((long)shift << CellBits);
        return ((mantissa + 1) << shift) - 1;
    }
}
