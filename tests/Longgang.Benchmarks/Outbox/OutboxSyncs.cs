using System.Diagnostics;
using System.Text.RegularExpressions;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Benchmarks.Outbox;

/// <summary>Counts the syncs of a lane with strace: this executable runs again under it.</summary>
internal static partial class OutboxSyncs
{
    internal const string ChildArgument = "--outbox-syncs";
    private const int Commits = 1000;

    /// <summary>fsync and fdatasync calls for each commit, checkpoints and snapshots included.</summary>
    internal static async Task<double> MeasureAsync(string directory, CancellationToken cancellationToken)
    {
        _ = Directory.CreateDirectory(directory);
        string trace = Path.Combine(directory, "trace");
        var start = new ProcessStartInfo("strace", ["-f", "-e", "trace=fsync,fdatasync", "-o", trace, Environment.ProcessPath!, ChildArgument, Path.Combine(directory, "lane")]);
        using Process child = Process.Start(start) ?? throw new InvalidOperationException("strace did not start");
        await child.WaitForExitAsync(cancellationToken);
        int syncs = 0;
        await foreach (string line in File.ReadLinesAsync(trace, cancellationToken))
        {
            syncs += SyncCall().IsMatch(line) ? 1 : 0;
        }

        return (double)syncs / Commits;
    }

    internal static async Task<int> RunChildAsync(string directory)
    {
        List<Event> events = OutboxEvents.Make(Commits);
        await using OutboxLane lane = await OutboxLane.OpenAsync(
            LaneOptions.For(Lane.Record, directory, "gw-1", new byte[16]) with { MaxWait = TimeSpan.Zero }, TimeProvider.System, NullLogger<OutboxLane>.Instance, CancellationToken.None);
        foreach (Event item in events)
        {
            ulong sequence = await lane.AppendAsync(item, CancellationToken.None);
            StoredBatch batch = (await lane.ReadAfterAsync(sequence - 1, CancellationToken.None))!;
            lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
        }

        return 0;
    }

    // A call that another thread interrupts is printed twice, the second time as "resumed".
    [GeneratedRegex(@"\b(fsync|fdatasync)\(", RegexOptions.CultureInvariant)]
    private static partial Regex SyncCall();
}
