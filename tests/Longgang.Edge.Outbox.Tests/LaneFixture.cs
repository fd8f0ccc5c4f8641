using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;
using Microsoft.Extensions.Logging.Abstractions;
using ZstdSharp;

namespace Longgang.Edge.Outbox.Tests;

/// <summary>A folder for one test, and lanes opened in it.</summary>
public sealed class LaneFixture : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("lane-").FullName;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public LaneOptions Options(Lane kind = Lane.Record) => LaneOptions.For(kind, Path.Combine(Directory, "lane"), "gw-1", new byte[16]) with { Spacing = TimeSpan.Zero };

    public Task<OutboxLane> OpenAsync(Func<LaneOptions, LaneOptions>? change = null, Lane kind = Lane.Record) =>
        OutboxLane.OpenAsync(change is null ? Options(kind) : change(Options(kind)), TimeProvider.System, NullLogger<OutboxLane>.Instance, Token);

    internal Task<OutboxLane> OpenAsync(IStoreFolder folder, Func<LaneOptions, LaneOptions>? change = null) =>
        OutboxLane.OpenAsync(change is null ? Options() : change(Options()), folder, TimeProvider.System, NullLogger.Instance, Token);

    public static Event Scan(string device, ulong sequence, ulong epoch = 1)
    {
        Event item = Plain(device, sequence, epoch);
        var person = new byte[16];
        new Random((int)sequence).NextBytes(person); // or everything would shrink to nothing
        item.Scan.Person = Google.Protobuf.ByteString.CopyFrom(person);
        return item;
    }

    private static Event Plain(string device, ulong sequence, ulong epoch) => new()
    {
        Time = new EventTime { DeviceUnixUs = 1_700_000_000_000_000 + (long)sequence, BoxUnixUs = 1_700_000_000_000_001, MonotonicUs = sequence },
        Device = device,
        DeviceEpoch = epoch,
        DeviceSequence = sequence,
        Area = "440307003002",
        Scan = new Scan { Direction = Direction.In, Masked = "440307********123X", TemperatureCentiCelsius = 3650, Verdict = Verdict.Pass, Policy = "p1" },
    };

    public static async Task<ulong[]> AppendAsync(OutboxLane lane, string device, ulong first, int count)
    {
        var tasks = new Task<ulong>[count];
        for (int index = 0; index < count; index++)
        {
            tasks[index] = lane.AppendAsync(Scan(device, first + (ulong)index), Token).AsTask();
        }

        return await Task.WhenAll(tasks);
    }

    public static async Task<List<StoredBatch>> ReadAllAsync(ILane lane, ulong after = 0)
    {
        var all = new List<StoredBatch>();
        int faults = 0;
        while (true)
        {
            try
            {
                if (await lane.ReadAfterAsync(after, Token) is not { } batch)
                {
                    return all;
                }

                all.Add(batch);
                after = batch.FirstSequence;
            }
            catch (LaneFaultedException)
            {
                await UntilAsync(() => !lane.Snapshot.Faulted, "the lane to recover");
                Assert.True(++faults < 5, "the lane recovers and recovers, and cannot be read all the same"); // once by itself, then by a salvage
                all.Clear();
                after = 0;
            }
        }
    }

    public static Batch Decode(StoredBatch batch)
    {
        using var decompressor = new Decompressor();
        return Batch.Parser.ParseFrom(decompressor.Unwrap(batch.Payload.Span));
    }

    public static async Task UntilAsync(Func<bool> condition, string awaited, int seconds = 10)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Token);
        timeout.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!condition())
        {
            if (timeout.IsCancellationRequested)
            {
                Assert.Fail($"waited {seconds} s for {awaited}");
            }

            await Task.Yield();
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, Token);
        }
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
