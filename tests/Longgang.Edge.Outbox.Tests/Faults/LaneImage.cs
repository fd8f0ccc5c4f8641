using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>
/// The files of a lane as a kill leaves them: some batches confirmed and deleted, some in the data file only, some in the log only, and what
/// each sequence holds. Damage is done to copies of it.
/// </summary>
internal sealed class LaneImage
{
    private const string Device = "d1";

    private LaneImage(byte[] data, byte[] log, OutboxId outbox, ulong confirmed, IReadOnlyList<ulong> ends)
    {
        Data = data;
        Log = log;
        Outbox = outbox;
        Confirmed = confirmed;
        Ends = ends;
    }

    internal byte[] Data { get; }

    internal byte[] Log { get; }

    /// <summary>Bytes of the log that the current epoch uses.</summary>
    internal int LogUsed
    {
        get
        {
            var disk = new SimulatedDisk { Recording = false };
            return (int)LogScan.Read(SimFile.Of(disk, Log)).Tail;
        }
    }

    internal OutboxId Outbox { get; }

    /// <summary>Sequences up to here are in the cloud.</summary>
    internal ulong Confirmed { get; }

    /// <summary>Last sequence of each batch.</summary>
    internal IReadOnlyList<ulong> Ends { get; }

    /// <summary>Everything that was accepted; the event of sequence n is that of device sequence n.</summary>
    internal ulong Accepted => Ends[^1];

    internal static async Task<LaneImage> MakeAsync(LaneFixture fixture, Func<LaneOptions, LaneOptions> options)
    {
        string folder = Path.Combine(fixture.Directory, "lane");
        byte[] data;
        byte[] log;
        var ends = new List<ulong>();
        ulong confirmed = 0;
        OutboxId outbox;
        await using (OutboxLane lane = await fixture.OpenAsync(options))
        {
            outbox = lane.Snapshot.Outbox;
            ulong next = 1;

            // Until there has been a checkpoint after the confirmations, and work after that.
            while (next <= 1200 || new FileInfo(Path.Combine(folder, "lane.db")).Length < 60 * LogFormat.PageBytes || next % 160 != 1)
            {
                _ = await LaneFixture.AppendAsync(lane, Device, next, 16);
                next += 16;
                if (next == 801)
                {
                    foreach (StoredBatch batch in (await LaneFixture.ReadAllAsync(lane)).Take(20))
                    {
                        lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
                        confirmed = batch.FirstSequence + batch.Count - 1;
                    }

                    await LaneFixture.UntilAsync(() => lane.Snapshot.Acknowledged == confirmed, "the confirmations to be taken");
                }
            }

            foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
            {
                ends.Add(batch.FirstSequence + batch.Count - 1);
            }

            data = await File.ReadAllBytesAsync(Path.Combine(folder, "lane.db"), LaneFixture.Token);
            log = await File.ReadAllBytesAsync(Path.Combine(folder, "lane.log"), LaneFixture.Token);
        }

        Directory.Delete(folder, recursive: true);
        return new LaneImage(data, log, outbox, confirmed, ends);
    }

    internal static void Put(LaneFixture fixture, byte[] data, byte[]? log)
    {
        string folder = Path.Combine(fixture.Directory, "lane");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        _ = Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, "lane.db"), data);
        if (log is not null)
        {
            File.WriteAllBytes(Path.Combine(folder, "lane.log"), log);
        }
    }
}
