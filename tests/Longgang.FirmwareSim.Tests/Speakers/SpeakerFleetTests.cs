using System.Globalization;
using System.Text.Json;
using Longgang.FirmwareSim.Faults;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers;
using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Playing;
using Longgang.FirmwareSim.Tests.Mqtt;
using Longgang.FirmwareSim.Tests.Speakers.Audio;

namespace Longgang.FirmwareSim.Tests.Speakers;

/// <summary>Speakers on a real broker that plays the box's LAN listener.</summary>
public sealed class SpeakerFleetTests
{
    private const string Words = "请全体居民留在家中";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Start_OnARealBroker_SaysWhatItSpeaksAndPlaysWhatItIsTold()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 50);
        JsonElement state = Assert.Single(box.States("speaker-0001"));
        Assert.Equal(JsonValueKind.Array, state.GetProperty("languages").ValueKind);
        for (int i = 1; i <= 50; i++)
        {
            box.TellToSpeak($"speaker-{i:D4}", i, Words);
        }

        Assert.True(await fleet.UntilStartedAsync(50, _limit, TestContext.Current.CancellationToken));
        Assert.True(await fleet.UntilQuietAsync(_limit, TestContext.Current.CancellationToken));
        for (int i = 1; i <= 50; i++)
        {
            Assert.Equal(["accepted", "started", "finished"], box.Said($"speaker-{i:D4}", i));
            HeardSpan span = Assert.Single(Truth(fleet, $"speaker-{i:D4}", i).Heard);
            Assert.Equal((true, 2000L), (span.Whole, span.HeardMs));
        }

        // Played ten times as fast, it takes a tenth.
        HeardSpan heard = Truth(fleet, "speaker-0001", 1).Heard[0];
        Assert.InRange(TimeProvider.System.GetElapsedTime(heard.BeganAt, heard.EndedAt!.Value).TotalMilliseconds, 100, 1500); // the end is due from the start that was planned; a busy machine begins later
        Assert.Equal((50, 50, 150), (fleet.Counters.Told, fleet.Counters.Whole, fleet.Counters.Kept));
    }

    [Fact]
    public async Task Connect_WithItsSecret_IsLetIn()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lgsim-speakers-");
        FleetPlan plan = Plan("127.0.0.1:1", 4);
        string passwords = Path.Combine(folder.FullName, "passwords");
        await File.WriteAllLinesAsync(passwords, [.. plan.Speakers!.Take(3).Select(s => $"{s.Id}:{s.Secret}")], TestContext.Current.CancellationToken);
        using (var hashing = System.Diagnostics.Process.Start("mosquitto_passwd", ["-U", passwords]))
        {
            await hashing.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, hashing.ExitCode);
        }

        await using Mosquitto broker = await Mosquitto.StartAsync($"user root\nallow_anonymous false\npassword_file {passwords}");
        await using var fleet = new SpeakerFleet(Options(), plan with { Gateways = [new GatewayPlan("gw-001", broker.EndPoint.ToString(), null)] }, TimeProvider.System);
        fleet.Start();
        await Until.HoldsAsync(() => fleet.Ready == 3 && fleet.Counters.Wrong.Keys.Any(k => k.StartsWith("connect refused", StringComparison.Ordinal)), "three let in, one not");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Tell_TheSamePlayTwice_SoundsOnceUnlessItForgets()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 2);
        fleet.SetFault("speaker-0002", SpeakerFault.Forgetful);
        for (int round = 1; round <= 2; round++)
        {
            box.TellToSpeak("speaker-0001", 7, Words);
            box.TellToSpeak("speaker-0002", 7, Words);
            int n = round;
            await Until.HoldsAsync(() => Truth(fleet, "speaker-0001", 7).Told == n && Truth(fleet, "speaker-0002", 7).Heard.Count(s => s.Whole) == n, "told and played");
        }

        await fleet.UntilQuietAsync(_limit, TestContext.Current.CancellationToken);
        Assert.Single(Truth(fleet, "speaker-0001", 7).Heard);
        Assert.Equal(["accepted", "started", "finished", "finished"], box.Said("speaker-0001", 7));
        HashSet<string> contents = fleet.Heard.Read(table => table.ContentsWith(Words));
        HeardVerdict verdict = fleet.Heard.Read(table => HeardComparison.Compare(
            table, new HeardQuestion(contents), new Dictionary<string, ReportedEnd>(), TimeProvider.System.TimestampFrequency));
        Assert.Equal(1, verdict.Doubled);
        Assert.Contains("doubled: speaker-0002", verdict.Examples);
    }

    [Fact]
    public async Task Tell_ByPriority_BreaksOffOrIsBusyAndStops()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 1, new SpeakerOptions());
        box.TellToSpeak("speaker-0001", 1, Words, priority: 5);
        box.TellToSpeak("speaker-0001", 2, Words, priority: 4);
        box.TellToSpeak("speaker-0001", 3, Words, priority: 9);
        box.Tell("speaker-0001", """{"v":1,"do":"stop","play":"00000000000000000000000000000003"}""");
        await Until.HoldsAsync(() => box.Said("speaker-0001", 3).Contains("stopped"), "stopped");
        Assert.Equal(["accepted", "started", "stopped"], box.Said("speaker-0001", 1));
        Assert.Equal(["failed busy"], box.Said("speaker-0001", 2));
        Assert.Equal(["accepted", "started", "stopped"], box.Said("speaker-0001", 3));
        Assert.Equal(["preempted", "stopped"], ((int[])[1, 3]).Select(play => Truth(fleet, "speaker-0001", play).Heard[0].How));
        Assert.Empty(Truth(fleet, "speaker-0001", 2).Heard);
    }

    // The link breaks while it plays: it plays on, and says the rest when it is back.
    [Fact]
    public async Task Receipts_OverABrokenLink_ArriveAfterwards()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using var proxy = new TcpProxy(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0), broker.EndPoint);
        proxy.Start();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(proxy.EndPoint.ToString(), 3, new SpeakerOptions { BackOff = 100, BackOffLimit = 100 });
        for (int i = 1; i <= 3; i++)
        {
            box.TellToSpeak($"speaker-{i:D4}", i, Words[..3]);
        }

        Assert.True(await fleet.UntilStartedAsync(3, _limit, TestContext.Current.CancellationToken));
        proxy.Switch(LinkMode.Cut);
        await Until.HoldsAsync(() => fleet.Sounding == 0 && fleet.Buffered == 3, "played to its end without a link");
        Assert.Equal(0, fleet.Ready);
        proxy.Switch(LinkMode.Open);
        Assert.True(await fleet.UntilQuietAsync(_limit, TestContext.Current.CancellationToken));
        await Until.HoldsAsync(() => box.Said("speaker-0003", 3).Contains("finished"), "finished");
        for (int i = 1; i <= 3; i++)
        {
            Assert.Equal("finished", box.Said($"speaker-{i:D4}", i)[^1]);
            Assert.Single(Truth(fleet, $"speaker-{i:D4}", i).Heard);
        }
    }

    [Fact]
    public async Task Tell_WithAudio_FetchesChecksAndRecordsIt()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using AudioServer server = await AudioServer.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lgsim-speakers-");
        SpeakerFleetOptions options = Options() with { Recorders = 2, RecordingFolder = folder.FullName };
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 2, options: options);
        byte[] wav = WavFile.Encode(Tone.Samples(16_000), 16_000);
        (string url, string hash) = server.Add(wav);
        box.Tell("speaker-0001", Audio(1, url, hash));
        box.Tell("speaker-0002", Audio(2, url, new string('0', 64)));
        await Until.HoldsAsync(() => box.Said("speaker-0001", 1).Contains("finished") && box.Said("speaker-0002", 2).Length == 2, "both answered");
        Assert.Equal(["accepted", "failed audio-damaged"], box.Said("speaker-0002", 2));
        Assert.Empty(Truth(fleet, "speaker-0002", 2).Heard);
        HeardSpan heard = Assert.Single(Truth(fleet, "speaker-0001", 1).Heard);
        Assert.Equal(1000, heard.HeardMs);
        Assert.Equal(wav, await File.ReadAllBytesAsync(heard.Wav!, TestContext.Current.CancellationToken));
        folder.Delete(recursive: true);

        static string Audio(int play, string url, string hash) => string.Create(CultureInfo.InvariantCulture,
            $$"""{"v":1,"do":"play","play":"{{play:x32}}","items":[{"language":"fr","url":"{{url}}","sha256":"{{hash}}"}],"priority":5,"withinMs":10000}""");
    }

    [Theory]
    [InlineData(SpeakerFault.Deaf, 0, "")]
    [InlineData(SpeakerFault.Mute, 1, "")]
    [InlineData(SpeakerFault.Busy, 0, "failed busy")]
    [InlineData(SpeakerFault.Slow, 1, "accepted, started, finished")]
    [InlineData(SpeakerFault.Tardy, 1, "accepted, started, finished")]
    [InlineData(SpeakerFault.WrongClock, 1, "accepted, started, finished")]
    [InlineData(SpeakerFault.Dies, 1, "accepted, started, failed fault")]
    [InlineData(SpeakerFault.DiesForgetting, 1, "accepted, started")]
    public async Task Tell_OneWithAFault_IsHeardAndAnsweredAsTheFaultIs(SpeakerFault fault, int sounds, string said)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(
            broker.EndPoint.ToString(), 2, new SpeakerOptions { TimeScale = 10, SlowBy = 400, TardyBy = 300, DeadFor = 200, BackOff = 50, BackOffLimit = 50 });
        Assert.True(fleet.SetFault("speaker-0001", fault));
        long before = TimeProvider.System.GetTimestamp();
        box.TellToSpeak("speaker-0001", 1, Words, withinMs: 100);
        // Its neighbour is well, and tells that the broker has brought everything.
        box.TellToSpeak("speaker-0002", 2, Words);
        await Until.HoldsAsync(
            () => box.Said("speaker-0002", 2).Contains("finished") && Truth(fleet, "speaker-0001", 1).Told == 1
                && Truth(fleet, "speaker-0001", 1).Heard.Count(s => s.EndedAt is not null) == sounds && string.Join(", ", box.Said("speaker-0001", 1)) == said
                && fleet.Ready == 2,
            $"{fault}: {sounds} sounds and \"{said}\"");
        PlayTruth truth = Truth(fleet, "speaker-0001", 1);
        Assert.Equal(fault == SpeakerFault.Tardy, truth.BeganLate(TimeProvider.System.TimestampFrequency));
        switch (fault)
        {
            case SpeakerFault.Slow:
                Assert.InRange(TimeProvider.System.GetElapsedTime(before).TotalMilliseconds, 400 + 200, 20_000);
                break;
            case SpeakerFault.WrongClock:
                DateTimeOffset said1 = box.Receipts("speaker-0001")[0].GetProperty("time").GetDateTimeOffset();
                Assert.InRange((TimeProvider.System.GetUtcNow() - said1).TotalDays, 2.9, 3.1);
                break;
            case SpeakerFault.Dies or SpeakerFault.DiesForgetting:
                Assert.Equal((1, "died"), (fleet.Counters.Deaths, truth.Heard[0].How));
                Assert.InRange(truth.Heard[0].HeardMs, 1000, 1999);
                break;
        }
    }

    [Fact]
    public async Task Tell_WhatNobodyCanFollow_IsWrittenDownAndPlaysNothing()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 1);
        box.Tell("speaker-0001", "nonsense");
        box.Tell("speaker-0001", """{"v":2,"do":"play","play":"00000000000000000000000000000001"}""");
        await Until.HoldsAsync(() => box.Said("speaker-0001", 1).Length == 1, "an answer");
        Assert.Equal(["failed fault"], box.Said("speaker-0001", 1));
        Assert.Equal((1, 0), (fleet.Heard.Read(table => table.Unreadable), fleet.Counters.Began));
    }

    [Fact]
    public async Task Start_WithACommandRetainedAtTheBroker_DoesNotPlayIt()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using TestBox box = await TestBox.ConnectAsync(broker.EndPoint);
        box.Tell("speaker-0001", """{"v":1,"do":"play","play":"00000000000000000000000000000001","items":[{"language":"zh-CN","text":"好"}],"priority":5,"withinMs":30000}""", retain: true);
        box.Tell("speaker-0009", "{}");
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 1);
        await Until.HoldsAsync(() => fleet.Heard.Read(table => table.Unreadable) == 1, "the retained command");
        Assert.Equal(0, fleet.Counters.Began);
    }

    [Fact]
    public async Task Obey_OrdersInWords_BreaksAndHeals()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        await using SpeakerFleet fleet = await ReadyAsync(broker.EndPoint.ToString(), 40);
        Assert.Equal("speaker-0001 is deaf now", SpeakerOrders.Obey(fleet, "fault speaker-0001 deaf"));
        Assert.Equal(SpeakerFault.Deaf, fleet.FaultOf("speaker-0001"));
        Assert.Equal("40 speakers are none now", SpeakerOrders.Obey(fleet, "fault 100% none"));
        Assert.Equal(SpeakerFault.None, fleet.FaultOf("speaker-0001"));
        Assert.Equal("speaker-0002 has lost its power", SpeakerOrders.Obey(fleet, "plug speaker-0002 0.1 forgetting"));
        Assert.Contains("no speaker is called x", SpeakerOrders.Obey(fleet, "fault x deaf"), StringComparison.Ordinal);
        Assert.Contains("no fault is called blind", SpeakerOrders.Obey(fleet, "fault speaker-0001 blind"), StringComparison.Ordinal);
        Assert.Contains("not understood", SpeakerOrders.Obey(fleet, "sing"), StringComparison.Ordinal);
        await Until.HoldsAsync(() => fleet.Counters.Deaths == 1 && fleet.Ready == 40, "power is back");
    }

    [Fact]
    public void Build_WithFaultsByShare_GivesThemToThatManyAndAlwaysTheSame()
    {
        SpeakerFleetOptions options = Options() with { Faults = new Dictionary<SpeakerFault, double> { [SpeakerFault.Deaf] = 0.1, [SpeakerFault.Busy] = 0.05 } };
        FleetPlan plan = Plan("127.0.0.1:1", 1000);
        var one = new SpeakerFleet(options, plan, TimeProvider.System);
        var other = new SpeakerFleet(options, plan, TimeProvider.System);
        SpeakerFault[] faults = [.. plan.Speakers!.Select(s => one.FaultOf(s.Id))];
        Assert.InRange(faults.Count(f => f == SpeakerFault.Deaf), 70, 130);
        Assert.InRange(faults.Count(f => f == SpeakerFault.Busy), 30, 70);
        Assert.Equal(faults, plan.Speakers!.Select(s => other.FaultOf(s.Id)));
    }

    private static SpeakerFleetOptions Options(SpeakerOptions? speaker = null) => new()
    {
        Speaker = speaker ?? new SpeakerOptions { TimeScale = 10, BackOff = 100 },
        DrainLimit = TimeSpan.FromSeconds(1),
    };

    private static FleetPlan Plan(string endpoint, int count)
    {
        FleetPlan plan = SpeakerPlanner.WithSpeakers(new FleetPlan([new GatewayPlan("gw-001", endpoint, null)], []), new SpeakerPlanOptions { Count = count, RtpShare = 0 });
        return plan with { Speakers = [.. plan.Speakers!.Select(s => s with { Languages = ["zh-CN"] })] };
    }

    private static async Task<SpeakerFleet> ReadyAsync(string endpoint, int count, SpeakerOptions? speaker = null, SpeakerFleetOptions? options = null)
    {
        var fleet = new SpeakerFleet(options ?? Options(speaker), Plan(endpoint, count), TimeProvider.System);
        fleet.Start();
        Assert.True(await fleet.UntilReadyAsync(_limit, TestContext.Current.CancellationToken), "speakers connect");
        return fleet;
    }

    private static PlayTruth Truth(SpeakerFleet fleet, string speaker, int play) =>
        fleet.Heard.Read(table => table.Find(speaker, play.ToString("x32", CultureInfo.InvariantCulture))) ?? new PlayTruth(speaker, "none");
}
