using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Longgang.Edge.Outbox.Tests.Kill;

namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>That the calls which the power cuts are played from are those that the kernel gets, in that order: strace sees every one of them.</summary>
public sealed partial class RealOrderTests
{
    [Fact]
    public async Task Calls_RecordedAtTheSeam_AreThoseThatTheKernelSees()
    {
        using var fixture = new LaneFixture();
        string trace = Path.Combine(fixture.Directory, "trace");
        string record = Path.Combine(fixture.Directory, "record");
        string lane = Path.Combine(fixture.Directory, "lane");
        var start = new ProcessStartInfo(
            "strace",
            ["-f", "-y", "-s", "0", "-e", "trace=pwrite64,fdatasync,fsync,pwritev,write,msync,sync_file_range,syncfs", "-o", trace, Environment.ProcessPath!, LaneChild.Argument, lane, "record", record]);
        using Process child = Process.Start(start)!;
        await child.WaitForExitAsync(LaneFixture.Token);
        Assert.Equal(0, child.ExitCode);

        // While it is being made a file has another name; the trace has the name of the moment, the record that of the call.
        string[] recorded = await File.ReadAllLinesAsync(record, LaneFixture.Token);
        var seen = new List<string>();
        await foreach (string line in File.ReadLinesAsync(trace, LaneFixture.Token))
        {
            if (Call().Match(line) is not { Success: true } call || !call.Groups["path"].Value.StartsWith(lane + "/lane.", StringComparison.Ordinal))
            {
                continue;
            }

            string name = Path.GetFileName(call.Groups["path"].Value);
            seen.Add(call.Groups["call"].Value == "pwrite64"
                ? string.Create(CultureInfo.InvariantCulture, $"write {name} {call.Groups["offset"].Value} {call.Groups["length"].Value}")
                : $"{(call.Groups["call"].Value == "fdatasync" ? "sync" : call.Groups["call"].Value)} {name}");
        }

        Assert.Equal(recorded, seen);
        Assert.True(recorded.Length > 300 && recorded.Count(static line => line.StartsWith("sync lane.db", StringComparison.Ordinal)) >= 3, $"only {recorded.Length} calls");
        TestContext.Current.TestOutputHelper!.WriteLine($"{recorded.Length} calls, {recorded.Count(static line => line.StartsWith("sync", StringComparison.Ordinal))} of them syncs");
    }

    // The beginning of a call; one that another thread interrupts in the trace comes a second time as "resumed", which does not match.
    [GeneratedRegex(@"^\d+ +(?<call>pwrite64|fdatasync|fsync|pwritev|write|msync|sync_file_range|syncfs)\(\d+<(?<path>[^>]+)>(, """"\.*, (?<length>\d+), (?<offset>\d+))?")]
    private static partial Regex Call();
}
