using System.Globalization;
using System.Text;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Tests.Simulation;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Outbox.Tests.Kill;

/// <summary>
/// A process with writers, a reader and a deleter on one lane, made to be killed. What it says, a line each, straight to the pipe:
/// <c>C device high</c> cursors as found; <c>A device sequence</c> the append was acknowledged; <c>D outbox first device:sequence…</c> a batch was
/// read (and may be acknowledged after that); <c>S accepted pending</c> at the end of a run that drains.
/// </summary>
internal static class LaneChild
{
    internal const string Argument = "--lane-child";
    private const int Devices = 6;

    internal static async Task<int> RunAsync(string[] args)
    {
        string directory = args[0];
        if (args[1] == "steady")
        {
            return await CommitOneByOneAsync(directory, int.Parse(args[2], CultureInfo.InvariantCulture));
        }

        if (args[1] == "record")
        {
            return await RecordAsync(directory, args[2]);
        }

        bool drain = args[1] == "drain";
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        using Stream output = Console.OpenStandardOutput();
        var gate = new Lock();

        LaneOptions options = LaneOptions.For(Lane.Record, directory, "gw-1", new byte[16]) with
        {
            CheckpointPages = 64 + random.Next(100),
            SnapshotEvents = 256,
            MaxBatchEvents = 1 + random.Next(64),
            CacheBytes = random.Next(2) == 0 ? 0 : 1 << 20,
            MaxWait = TimeSpan.FromMilliseconds(random.Next(3)),
            Spacing = TimeSpan.Zero, // many commits in little time: that is what there is to be killed
        };
        await using OutboxLane lane = await OutboxLane.OpenAsync(options, TimeProvider.System, NullLogger<OutboxLane>.Instance, CancellationToken.None);
        foreach ((string device, DeviceCursor cursor) in lane.RecoveredCursors)
        {
            Say($"C {device} {cursor.High}");
        }

        Say("R");
        if (drain)
        {
            await ReadAsync(until: lane.Snapshot.Accepted);
            while (lane.Snapshot.Pending > 0)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
            }

            Say($"S {lane.Snapshot.Accepted} {lane.Snapshot.Pending}");
            return 0;
        }

        Task reader = ReadAsync(until: ulong.MaxValue);
        await Task.WhenAll(Enumerable.Range(0, Devices).Select(WriteAsync).Append(reader));
        return 1;

        async Task WriteAsync(int number)
        {
            string device = $"sentinel-{number:0000}";
            ulong sequence = lane.RecoveredCursors.GetValueOrDefault(device).High;
            int window = 1 + (number * 20);
            var flight = new Queue<(ulong Sequence, Task<ulong> Task)>();
            while (true)
            {
                sequence++;
                flight.Enqueue((sequence, lane.AppendAsync(LaneFixture.Scan(device, sequence), CancellationToken.None).AsTask()));
                if (flight.Count >= window)
                {
                    (ulong done, Task<ulong> task) = flight.Dequeue();
                    _ = await task;
                    Say($"A {device} {done}");
                }
            }
        }

        async Task ReadAsync(ulong until)
        {
            ulong after = 0;
            ulong end = 0;
            var unacknowledged = new List<StoredBatch>();
            while (end < until)
            {
                await lane.WaitForBatchAsync(after, CancellationToken.None);
                if (await lane.ReadAfterAsync(after, CancellationToken.None) is not { } stored)
                {
                    if (drain)
                    {
                        break;
                    }

                    continue;
                }

                after = stored.FirstSequence;
                end = stored.FirstSequence + stored.Count - 1;
                var line = new StringBuilder($"D {stored.Outbox} {stored.FirstSequence}");
                foreach (Event item in LaneFixture.Decode(stored).Events)
                {
                    _ = line.Append(CultureInfo.InvariantCulture, $" {item.Device}:{item.DeviceSequence}");
                }

                Say(line.ToString());
                unacknowledged.Add(stored);
                if (drain || unacknowledged.Count > random.Next(12))
                {
                    // In any order: the lane deletes from the head all the same.
                    foreach (StoredBatch batch in unacknowledged.OrderBy(_ => random.Next()))
                    {
                        lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
                    }

                    unacknowledged.Clear();
                }
            }
        }

        void Say(string line)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
            lock (gate)
            {
                output.Write(bytes);
                output.Flush();
            }
        }
    }

    // Some work, with checkpoints, snapshots and deletes, on a real disk; then what was called at the seam goes to a file, a line each.
    private static async Task<int> RecordAsync(string directory, string record)
    {
        _ = Directory.CreateDirectory(directory);
        var folder = new RecordingFolder(directory);
        LaneOptions options = LaneOptions.For(Lane.Record, directory, "gw-1", new byte[16]) with
        {
            CheckpointPages = 64,
            SnapshotEvents = 256,
            MaxBatchEvents = 16,
            CacheBytes = 0,
            Spacing = TimeSpan.Zero,
        };
        await using (OutboxLane lane = await OutboxLane.OpenAsync(options, folder, TimeProvider.System, NullLogger.Instance, CancellationToken.None))
        {
            for (ulong next = 1; next <= 3200; next += 16)
            {
                await Task.WhenAll(Enumerable.Range(0, 16).Select(index => lane.AppendAsync(LaneFixture.Scan("d", next + (ulong)index), CancellationToken.None).AsTask()));
                if (await lane.ReadAfterAsync(lane.Snapshot.Acknowledged, CancellationToken.None) is { } batch)
                {
                    lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
                }
            }
        }

        await File.WriteAllLinesAsync(record, folder.Lines());
        return 0;
    }

    // So many commits of one event each, between two marks on the output, far from any checkpoint or snapshot.
    private static async Task<int> CommitOneByOneAsync(string directory, int commits)
    {
        LaneOptions options = LaneOptions.For(Lane.Record, directory, "gw-1", new byte[16]) with { CheckpointPages = 8192 };
        await using OutboxLane lane = await OutboxLane.OpenAsync(options, TimeProvider.System, NullLogger<OutboxLane>.Instance, CancellationToken.None);
        _ = await lane.AppendAsync(LaneFixture.Scan("d", 1), CancellationToken.None);
        using Stream output = Console.OpenStandardOutput();
        output.Write("BEGIN\n"u8);
        for (int index = 0; index < commits; index++)
        {
            _ = await lane.AppendAsync(LaneFixture.Scan("d", 2 + (ulong)index), CancellationToken.None);
        }

        output.Write("END\n"u8);
        return 0;
    }
}
