using System.Globalization;
using System.Runtime.InteropServices;

namespace Longgang.Benchmarks.Results;

/// <summary>Where a bench ran.</summary>
public static class Machine
{
    /// <summary>Processor, cores, system and file system in one line.</summary>
    public static string Describe(string directory)
    {
        string processor = "unknown processor";
        if (File.Exists("/proc/cpuinfo"))
        {
            processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? processor;
        }

        var drive = new DriveInfo(Path.GetFullPath(directory));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}, {RuntimeInformation.FrameworkDescription}, {drive.DriveFormat}");
    }

    /// <summary>Resident memory of this process in MiB.</summary>
    public static double ResidentMiB() => Environment.WorkingSet / (1024.0 * 1024.0);
}
