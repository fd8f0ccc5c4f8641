using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Speakers.Rtp;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests.Speakers.Rtp;

public sealed class RtpSpeakerTests
{
    [Fact]
    public async Task Play_Pcmu_PacketsAreAsTheRfcsSay()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "pcmu");
        Assert.Equal(["horn Unknown []"], box.Heard.All);

        await box.Port.PlayAsync(RtpBox.Order(1, box.Clip(0.5), box.Clip(0.25, 600)), CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 1");

        IReadOnlyList<RtpListener.Packet> packets = listener.Packets;
        Assert.Equal(38, packets.Count); // 0.75 s, the last packet filled up
        Assert.All(packets, packet => Assert.Equal((0x80, 0, 160), ((int)packet.First, packet.PayloadType, packet.Payload.Length)));
        Assert.Equal([0], packets.Select((packet, i) => (packet.Marker, i)).Where(pair => pair.Marker).Select(pair => pair.i));
        for (int i = 1; i < packets.Count; i++)
        {
            Assert.Equal((ushort)(packets[i - 1].Sequence + 1), packets[i].Sequence);
            Assert.Equal(packets[i - 1].Timestamp + 160, packets[i].Timestamp);
            Assert.Equal(packets[0].Source, packets[i].Source);
        }

        Assert.All(packets[^1].Payload[80..], code => Assert.InRange(code & 0x7F, 0x7C, 0x7F)); // silence but for the filter's tail
        Assert.Equal(["horn Unknown []", "horn Started 1   Box", "horn Finished 1  760 Box"], box.Heard.All);
    }

    [Fact]
    public async Task Play_L16_EverySampleArrives()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "l16");
        short[] tone = Sounds.Tone(16_000, 0.333);

        await box.Port.PlayAsync(RtpBox.Order(1, Sounds.Clip(box.Folder, tone)), CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 1");

        Assert.All(listener.Packets, packet => Assert.Equal((96, 640), (packet.PayloadType, packet.Payload.Length)));
        Assert.Equal(listener.Packets[0].Timestamp + 320, listener.Packets[1].Timestamp);
        short[] received = Samples(listener.Payload);
        Assert.Equal(17 * 320, received.Length);
        Assert.Equal(tone, received[..tone.Length]);
        Assert.All(received[tone.Length..], sample => Assert.Equal(0, sample));
    }

    [Fact]
    public async Task Play_Volume_ScalesTheAmplitude()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "l16");
        await box.Port.PlayAsync(RtpBox.Order(1, box.Clip(0.4)) with { VolumePercent = 25 }, CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 1");

        Assert.Equal(3_000, Sounds.Amplitude(Samples(listener.Payload), 16_000, 440), 30.0);
    }

    [Fact]
    public async Task Play_Twice_StartsAtOtherRandomNumbers()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "pcmu");
        AudioClip clip = box.Clip(0.1);
        await box.Port.PlayAsync(RtpBox.Order(1, clip), CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 1");
        await box.Port.PlayAsync(RtpBox.Order(1, clip), CancellationToken.None); // the same attempt again plays nothing
        await box.Port.PlayAsync(RtpBox.Order(2, clip), CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 2");

        Assert.Equal(10, listener.Packets.Count);
        Assert.NotEqual(listener.Packets[0].Source, listener.Packets[5].Source);
        Assert.NotEqual(listener.Packets[0].Timestamp, listener.Packets[5].Timestamp);
        Assert.Equal(0, box.Port.Streams);
    }

    [Fact]
    public async Task Stop_WhilePlaying_NoPacketLeavesAnyMore()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "pcmu");
        await box.Port.PlayAsync(RtpBox.Order(1, box.Clip(10)), CancellationToken.None);
        await listener.UntilAsync(5);

        await box.Port.StopAsync("horn", 2, CancellationToken.None); // another attempt
        await listener.UntilAsync(10);
        await box.Port.StopAsync("horn", 1, CancellationToken.None);
        long stopped = Stopwatch.GetTimestamp();
        string heard = await box.Heard.UntilAsync("horn Stopped 1");
        await Task.Delay(100);

        Assert.DoesNotContain(listener.Packets, packet => packet.At > stopped + (Stopwatch.Frequency / 100));
        Assert.Equal($"horn Stopped 1  {listener.Packets.Count * 20} Box", heard);
        Assert.DoesNotContain(box.Heard.All, line => line.Contains("Finished", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Play_Multicast_OneStreamForAllWhoHearIt()
    {
        using var listener = new RtpListener("239.255.77.1");
        var address = new IPEndPoint(IPAddress.Parse("239.255.77.1"), listener.Port);
        await using RtpBox box = await RtpBox.StartAsync(
            new RtpSpeakerOptions { LocalAddress = "127.0.0.1" }, ("a", "square", address, "pcmu"), ("b", "square", address, "pcmu"));

        PlayOrder order = RtpBox.Order(1, box.Clip(0.2)) with { Attempts = new Dictionary<string, UInt128> { ["a"] = 1, ["b"] = 2 } };
        await box.Port.PlayAsync(order, CancellationToken.None);
        await box.Heard.UntilAsync("a Finished 1");
        await box.Heard.UntilAsync("b Finished 2");

        Assert.Equal(10, listener.Packets.Count);
    }

    [Fact]
    public async Task Play_NobodyAtTheAddress_Fails()
    {
        int port;
        using (var gone = new RtpListener())
        {
            port = gone.Port;
        }

        await using RtpBox box = await RtpBox.StartAsync(port, "pcmu");
        await box.Port.PlayAsync(RtpBox.Order(1, box.Clip(1)), CancellationToken.None);

        Assert.StartsWith("horn Failed 1 fault", await box.Heard.UntilAsync("horn Failed 1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Play_CannotBegin_NothingWasHeard()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(
            new RtpSpeakerOptions(), ("horn", "horn", new IPEndPoint(IPAddress.Loopback, listener.Port), "pcmu"), ("far", "far", new IPEndPoint(IPAddress.Parse("2001:db8::1"), 5004), "pcmu"));
        AudioClip clip = box.Clip(0.1);

        await box.Port.PlayAsync(RtpBox.Order(1, clip) with { Within = TimeSpan.FromMilliseconds(-1) }, CancellationToken.None);
        await box.Port.PlayAsync(RtpBox.Order(2, new AudioClip("/nowhere", "b", TimeSpan.FromSeconds(1))), CancellationToken.None);
        await box.Port.PlayAsync(RtpBox.Order(3, clip) with { Attempts = new Dictionary<string, UInt128> { ["gone"] = 3 } }, CancellationToken.None);

        Assert.Equal("horn not-reached 1 too-late", await box.Heard.UntilAsync("horn not-reached 1"));
        Assert.Equal("horn not-reached 2 audio-unavailable", await box.Heard.UntilAsync("horn not-reached 2"));
        Assert.Equal("gone not-reached 3 not-connected", await box.Heard.UntilAsync("gone not-reached 3"));
        Assert.Empty(listener.Packets);
    }

    [Fact]
    public async Task Play_WhilePlaying_HigherOrEqualPriorityBreaksOff()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "pcmu");
        AudioClip clip = box.Clip(5);
        await box.Port.PlayAsync(RtpBox.Order(1, clip), CancellationToken.None);
        await listener.UntilAsync(3);

        await box.Port.PlayAsync(RtpBox.Order(2, clip) with { Priority = 4 }, CancellationToken.None);
        await box.Port.PlayAsync(RtpBox.Order(3, clip) with { Priority = 9 }, CancellationToken.None);
        await box.Heard.UntilAsync("horn Started 3");

        Assert.Contains("horn not-reached 2 busy", box.Heard.All);
        await box.Heard.UntilAsync("horn Stopped 1");
        Assert.Equal(2, listener.Packets.Select(packet => packet.Source).Distinct().Count());
    }

    [Fact]
    public async Task Play_CachedClip_IsHeardSoon()
    {
        using var listener = new RtpListener();
        await using RtpBox box = await RtpBox.StartAsync(listener.Port, "pcmu");
        AudioClip clip = box.Clip(300); // five minutes: nobody waits until all of it is encoded
        long start = Stopwatch.GetTimestamp();
        await box.Port.PlayAsync(RtpBox.Order(1, clip), CancellationToken.None);
        await listener.UntilAsync(1);

        TimeSpan first = Stopwatch.GetElapsedTime(start, listener.Packets[0].At);
        TestContext.Current.TestOutputHelper?.WriteLine($"first packet after {first.TotalMilliseconds:F1} ms");
        Assert.True(first < TimeSpan.FromMilliseconds(300), $"{first}");
    }

    [Fact]
    public async Task Play_SixtyStreams_AreSteadyAndDoNotDrift()
    {
        const int Streams = 60;
        const int Seconds = 6;
        using var listener = new RtpListener(anyAddress: true);
        (string Id, string, IPEndPoint, string)[] speakers =
            [.. Enumerable.Range(1, Streams).Select(i => ($"s{i}", $"s{i}", new IPEndPoint(IPAddress.Parse($"127.0.1.{i}"), listener.Port), "pcmu"))];
        await using RtpBox box = await RtpBox.StartAsync(new RtpSpeakerOptions(), speakers);
        AudioClip clip = box.Clip(Seconds);
        TimeSpan before = Process.GetCurrentProcess().TotalProcessorTime;

        foreach ((string id, _, _, _) in speakers)
        {
            await box.Port.PlayAsync(RtpBox.Order(1, clip) with { Attempts = new Dictionary<string, UInt128> { [id] = 1 } }, CancellationToken.None);
        }

        foreach ((string id, _, _, _) in speakers)
        {
            await box.Heard.UntilAsync($"{id} Finished 1");
        }

        double cpu = (Process.GetCurrentProcess().TotalProcessorTime - before).TotalSeconds / Seconds;
        List<double> deviations = [];
        double drift = 0;
        foreach (IGrouping<uint, RtpListener.Packet> stream in listener.Packets.GroupBy(packet => packet.Source))
        {
            Assert.Equal(Seconds * 50, stream.Count());
            double[] late = [.. stream.Select((packet, i) => ((packet.At - stream.First().At) * 1000.0 / Stopwatch.Frequency) - (i * 20))];
            double median = late.Order().ElementAt(late.Length / 2);
            deviations.AddRange(late.Select(value => Math.Abs(value - median)));
            drift = Math.Max(drift, Math.Abs(late[^50..].Order().ElementAt(25) - late[..50].Order().ElementAt(25)));
        }

        double[] ordered = [.. deviations.Order()];
        Assert.Equal(Streams * Seconds * 50, ordered.Length);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Streams} streams: deviation from the schedule p50 {At(0.5):F2} p99 {At(0.99):F2} max {ordered[^1]:F2} ms, drift {drift:F2} ms in {Seconds} s, {cpu:P0} of a core with the listener's part");
        Assert.True(drift < 20, $"a stream drifts by {drift} ms");
        Assert.True(At(0.5) < 20, $"the median packet is {At(0.5)} ms off");

        double At(double share) => ordered[(int)(ordered.Length * share)];
    }

    private static short[] Samples(byte[] payload) =>
        [.. Enumerable.Range(0, payload.Length / 2).Select(i => BinaryPrimitives.ReadInt16BigEndian(payload.AsSpan(2 * i)))];
}
