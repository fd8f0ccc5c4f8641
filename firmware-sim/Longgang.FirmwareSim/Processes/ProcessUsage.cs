using System.Globalization;

namespace Longgang.FirmwareSim.Processes;

/// <summary>What Linux says about a process.</summary>
/// <param name="RssKb">Resident memory now, in KiB.</param>
/// <param name="PeakRssKb">The most it ever was (VmHWM), in KiB.</param>
/// <param name="CpuSeconds">Processor time, user and system.</param>
public readonly record struct ProcessUsage(long RssKb, long PeakRssKb, double CpuSeconds)
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on

    /// <summary>Reads <c>/proc</c>; null when the process is gone.</summary>
    public static ProcessUsage? Read(int pid)
    {
        try
        {
            long rss = 0;
            long peak = 0;
            foreach (string line in File.ReadLines($"/proc/{pid}/status"))
            {
                if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
                {
                    rss = Number(line);
                }
                else if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                {
                    peak = Number(line);
                }
            }

            // The command's name may hold blanks: the fields are counted from its closing bracket. utime and stime are 14 and 15.
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return new ProcessUsage(rss, peak, ticks / TicksPerSecond);
        }
        catch (IOException)
        {
            return null;
        }

        static long Number(string line) => long.Parse(
            line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>The direct children of a process.</summary>
    public static int[] ChildrenOf(int pid)
    {
        try
        {
            return [.. File.ReadAllText($"/proc/{pid}/task/{pid}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(child => int.Parse(child, CultureInfo.InvariantCulture))];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Whether a process still runs; one that is dead and whose parent has not looked yet does not.</summary>
    public static bool IsAlive(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
