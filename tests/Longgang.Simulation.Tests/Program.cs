using System.Globalization;

namespace Longgang.Simulation.Tests;

/// <summary>Runs the tests, or seeds: <c>--seeds FIRST COUNT</c>; exit code 1 and the seed that replays it when a guarantee does not hold.</summary>
internal static class Program
{
    internal static Task<int> Main(string[] args)
    {
        if (args is ["--seeds", { } first, { } count])
        {
            string? violation = Simulations.RunAll(
                ulong.Parse(first, CultureInfo.InvariantCulture),
                ulong.Parse(count, CultureInfo.InvariantCulture),
                static done => Console.Error.WriteLine($"{done} seeds"));
            Console.Out.WriteLine(violation ?? "no violation");
            return Task.FromResult(violation is null ? 0 : 1);
        }

        return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
