using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Longgang.Edge.Outbox.Tests.Kill;

/// <summary>What the kernel sees: strace counts the syncs between two marks in steady state. Without strace the test fails: it must not pass unseen.</summary>
public sealed partial class SyncCountTests
{
    private const int Commits = 200;

    [Fact]
    public async Task Commit_InSteadyState_IsExactlyOneSync()
    {
        using var fixture = new LaneFixture();
        string trace = Path.Combine(fixture.Directory, "trace");
        var start = new ProcessStartInfo(
            "strace",
            ["-f", "-s", "64", "-e", "trace=fsync,fdatasync,sync,syncfs,sync_file_range,write", "-o", trace, Environment.ProcessPath!, LaneChild.Argument, Path.Combine(fixture.Directory, "lane"), "steady", $"{Commits}"])
        {
            RedirectStandardOutput = true,
        };
        using Process child = Process.Start(start)!;
        string said = await child.StandardOutput.ReadToEndAsync(LaneFixture.Token);
        await child.WaitForExitAsync(LaneFixture.Token);
        Assert.Equal(0, child.ExitCode);
        Assert.Contains("END", said, StringComparison.Ordinal);

        int syncs = 0;
        bool between = false;
        await foreach (string line in File.ReadLinesAsync(trace, LaneFixture.Token))
        {
            if (line.Contains("\"BEGIN", StringComparison.Ordinal) || line.Contains("\"END", StringComparison.Ordinal))
            {
                between = line.Contains("\"BEGIN", StringComparison.Ordinal);
            }
            else if (between && SyncCall().IsMatch(line))
            {
                syncs++;
            }
        }

        Assert.Equal(Commits.ToString(CultureInfo.InvariantCulture), syncs.ToString(CultureInfo.InvariantCulture));
    }

    // A call that is interrupted in the trace comes a second time as "resumed", without the bracket.
    [GeneratedRegex(@"\b(fsync|fdatasync|sync|syncfs|sync_file_range)\(")]
    private static partial Regex SyncCall();
}
