using System.Globalization;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>
/// Bits flip in, and ends are cut off, the files of a lane that was killed while it was full of work, and of one that is running. Then: an event that comes out
/// is the one that went in; one that was accepted comes out, or its sequence is named, or the ledger says from where on nobody knows; and the lane goes on.
/// </summary>
public sealed class DamageSweepTests : IDisposable
{
    private readonly LaneFixture _fixture = new();

    private static bool Long => Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1";

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("lane.db", 1, 50, 600)]
    [InlineData("lane.log", 2, 50, 600)]
    public async Task Flip_AnyBitOfAFile_NothingIsSilentlyWrong(string file, int seed, int flips, int flipsWhenLong)
    {
        LaneImage image = await LaneImage.MakeAsync(_fixture, Small);
        var random = new Random(seed);
        await SweepAsync(image, Long ? flipsWhenLong : flips, file, () =>
        {
            byte[] data = [.. image.Data];
            byte[] log = [.. image.Log];
            byte[] target = file == "lane.db" ? data : log;
            int at = random.Next(random.Next(4) == 0 ? target.Length : file == "lane.db" ? target.Length : image.LogUsed); // most of the log is room
            int bit = random.Next(8);
            target[at] ^= (byte)(1 << bit);
            return (data, log, string.Create(CultureInfo.InvariantCulture, $"bit {bit} of byte {at}"));
        });
    }

    [Theory]
    [InlineData("lane.db", 3, 20, 120)]
    [InlineData("lane.log", 4, 20, 120)]
    public async Task Cut_AnywhereInAFile_NothingIsSilentlyWrong(string file, int seed, int cuts, int cutsWhenLong)
    {
        LaneImage image = await LaneImage.MakeAsync(_fixture, Small);
        var random = new Random(seed);
        await SweepAsync(image, Long ? cutsWhenLong : cuts, file, () =>
        {
            bool data = file == "lane.db";
            int at = random.Next(data ? image.Data.Length : random.Next(2) == 0 ? image.Log.Length : image.LogUsed);
            return (data ? image.Data[..at] : image.Data, data ? image.Log : image.Log[..at], string.Create(CultureInfo.InvariantCulture, $"cut at byte {at}"));
        });
    }

    [Fact]
    public async Task Flip_EveryByteOfTheEpochSlots_NothingIsSilentlyWrong()
    {
        LaneImage image = await LaneImage.MakeAsync(_fixture, Small);
        int[] places = [.. Enumerable.Range(0, 28), .. Enumerable.Range(4096, 28)];
        int next = 0;
        await SweepAsync(image, places.Length, "lane.log's slots", () =>
        {
            byte[] log = [.. image.Log];
            log[places[next]] ^= 0x10;
            return (image.Data, log, string.Create(CultureInfo.InvariantCulture, $"slot byte {places[next++]}"));
        });
    }

    [Theory]
    [InlineData("lane.db", 5)]
    [InlineData("lane.log", 6)]
    public async Task Flip_InAFileOfARunningLane_NothingIsSilentlyWrong(string file, int seed)
    {
        LaneImage image = await LaneImage.MakeAsync(_fixture, Small);
        var random = new Random(seed);
        int rounds = Long ? 100 : 10;
        var verdicts = new List<DamageVerdict>();
        for (int round = 0; round < rounds; round++)
        {
            LaneImage.Put(_fixture, image.Data, image.Log);
            var check = new DamageCheck(image);
            string what;
            await using (OutboxLane lane = await _fixture.OpenAsync(Small))
            {
                await check.AppendAsync(lane, 40 + random.Next(200));
                string path = Path.Combine(_fixture.Directory, "lane", file);
                using (FileStream stream = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                {
                    stream.Position = random.NextInt64(stream.Length);
                    what = $"running, byte {stream.Position} of {file}";
                    int value = stream.ReadByte();
                    stream.Position--;
                    stream.WriteByte((byte)(value ^ (1 << random.Next(8))));
                }

                await check.TakeAsync(lane, what);
                await check.AppendAsync(lane, 600); // over a checkpoint or two
                await check.TakeAsync(lane, what);
            }

            verdicts.Add(await FinishAsync(check, what));
        }

        Say($"{file} of a running lane", verdicts);
    }

    [Fact]
    public async Task Data_Gone_IsSalvagedFromTheLogAndNotTakenForANewBox()
    {
        LaneImage image = await LaneImage.MakeAsync(_fixture, Small);
        LaneImage.Put(_fixture, image.Data, image.Log);
        File.Delete(Path.Combine(_fixture.Directory, "lane", "lane.db"));
        var check = new DamageCheck(image);
        await using (OutboxLane lane = await _fixture.OpenAsync(Small))
        {
            await check.TakeAsync(lane, "data file gone");
            Assert.NotEmpty(check.Delivered);
        }

        Assert.NotEqual(DamageVerdict.Harmless, await FinishAsync(check, "data file gone"));
    }

    // Little in the log and few events in a batch, so that all kinds of pages lie in both files.
    private static Func<LaneOptions, LaneOptions> Small => static options => options with { CheckpointPages = 150, SnapshotEvents = 256, MaxBatchEvents = 16, CacheBytes = 0 };

    private async Task SweepAsync(LaneImage image, int rounds, string file, Func<(byte[] Data, byte[] Log, string What)> damage)
    {
        var verdicts = new List<DamageVerdict>();
        for (int round = 0; round < rounds; round++)
        {
            (byte[] data, byte[] log, string what) = damage();
            LaneImage.Put(_fixture, data, log);
            var check = new DamageCheck(image);
            await using (OutboxLane lane = await _fixture.OpenAsync(Small))
            {
                await check.TakeAsync(lane, what);
                await check.AppendAsync(lane, 100);
                await check.TakeAsync(lane, what);
            }

            verdicts.Add(await FinishAsync(check, what));
        }

        Say(file, verdicts);
        Assert.Contains(verdicts, static one => one != DamageVerdict.Harmless);
    }

    // Opened once more, everything is confirmed, and the counters come out even.
    private async Task<DamageVerdict> FinishAsync(DamageCheck check, string what)
    {
        await using OutboxLane lane = await _fixture.OpenAsync(Small);
        await check.TakeAsync(lane, what);
        await check.DrainAsync(lane, what);
        return await check.JudgeAsync(what);
    }

    private static void Say(string file, List<DamageVerdict> verdicts) => TestContext.Current.TestOutputHelper!.WriteLine(
        $"{file}: {verdicts.Count} damaged: {string.Join(", ", verdicts.GroupBy(static one => one).OrderBy(static one => one.Key).Select(static one => $"{one.Count()} {one.Key}"))}");
}
