using System.Diagnostics;

namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>Programs of the machine that a fault needs.</summary>
internal static class Tool
{
    /// <summary>Runs one to its end; it must succeed.</summary>
    internal static void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }
}
