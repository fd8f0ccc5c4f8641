using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Tests;

/// <summary>Ports for listeners that cannot choose their own; tests that run side by side look in different places.</summary>
internal static class TestPorts
{
    private static int _taken;

    public static int Next() => FreePorts.Take(1, new Random((Environment.ProcessId * 1009) + Interlocked.Increment(ref _taken)))[0];
}
