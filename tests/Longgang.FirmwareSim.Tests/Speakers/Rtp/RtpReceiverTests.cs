using System.Globalization;
using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Tests.Speakers.Rtp;

public sealed class RtpReceiverTests
{
    private readonly List<string> _told = [];
    private readonly List<RtpStreamReport> _reports = [];
    private short[]? _samples;

    [Fact]
    public void Receive_APlay_BeginsWithItsFirstPacketAndEndsWithSilence()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        Feed(receiver, new RtpSource(RtpCodec.Pcmu).Play(50), 1000);
        Assert.Equal(["began 1000"], _told);
        // The last packet came at 1980.
        Assert.Equal(2380, receiver.Tick(2379));
        receiver.Tick(2380);
        Assert.Equal(["began 1000", "ended silence 1000"], _told);
        RtpStreamReport report = Assert.Single(_reports);
        Assert.True(report.Marked);
        Assert.Equal((50, 0, 0, 0, 0, 0, 0), (report.Packets, report.Lost, report.Reordered, report.Duplicates, report.Gaps, report.OddLength, report.Foreign));
        Assert.Equal((1000, 0), (report.SpanMs, report.WorstJitterMs));
    }

    [Fact]
    public void Receive_WithPacketsMissingSwappedAndRepeated_CountsEach()
    {
        RtpReceiver receiver = Receiver(RtpCodec.L16);
        byte[][] packets = new RtpSource(RtpCodec.L16).Play(20);
        (packets[3], packets[4]) = (packets[4], packets[3]);
        byte[][] sent = [.. packets[..8], .. packets[10..15], packets[14], packets[2], .. packets[15..]];
        Feed(receiver, sent, 0);
        receiver.Tick(10_000);
        RtpStreamReport report = Assert.Single(_reports);
        Assert.Equal((18, 2, 1, 2), (report.Packets, report.Lost, report.Reordered, report.Duplicates));
        Assert.Equal("ended silence 360", _told[^1]);
    }

    [Fact]
    public void Receive_TheFirstTwoSwapped_IsStillOneMarkedPlay()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu, record: true);
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(5);
        Feed(receiver, [packets[1], packets[0], .. packets[2..]], 0);
        receiver.Tick(10_000);
        RtpStreamReport report = Assert.Single(_reports);
        Assert.Equal((true, 5, 0, 1), (report.Marked, report.Packets, report.Lost, report.Reordered));
    }

    [Fact]
    public void Receive_APauseInTheMiddle_IsAGapAndOnePlay()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(20);
        Feed(receiver, packets[..10], 0);
        receiver.Tick(480);
        Feed(receiver, packets[10..], 480);
        receiver.Tick(10_000);
        RtpStreamReport report = Assert.Single(_reports);
        Assert.Equal((20, 0, 1, 300.0), (report.Packets, report.Lost, report.Gaps, report.LongestPauseMs));
    }

    // RFC 3550, 6.4.1: every second packet 10 ms late makes |D| 10 for each pair, and J goes to 10 by sixteenths.
    [Fact]
    public void Receive_EverySecondPacketLate_HasItsJitter()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(200);
        double expected = 0;
        for (int i = 0; i < packets.Length; i++)
        {
            receiver.Receive(packets[i], (i * 20) + (i % 2 * 10));
            expected += i == 0 ? 0 : (10 - expected) / 16;
        }

        receiver.Tick(100_000);
        Assert.Equal(expected, _reports[0].JitterMs, 0.001);
        Assert.InRange(_reports[0].JitterMs, 9.9, 10);
    }

    [Fact]
    public void Receive_AMarkedPacketInTheMiddle_IsTheNextPlay()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        var source = new RtpSource(RtpCodec.Pcmu);
        Feed(receiver, source.Play(10), 0);
        Feed(receiver, source.Play(5), 200);
        receiver.Tick(10_000);
        Assert.Equal(["began 0", "ended next 200", "began 200", "ended silence 100"], _told);
    }

    [Fact]
    public void Receive_AnotherSource_TakesOverAndTheFormerIsAStray()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        byte[][] one = new RtpSource(RtpCodec.Pcmu, ssrc: 1).Play(10);
        byte[][] two = new RtpSource(RtpCodec.Pcmu, ssrc: 2).Play(10);
        Feed(receiver, [.. one[..5], two[0], one[5], two[1], one[6], .. two[2..]], 0);
        receiver.Tick(10_000);
        Assert.Equal(["began 0", "ended next 100", "began 100", "ended silence 200"], _told);
        Assert.Equal(2, receiver.Strays);
    }

    [Fact]
    public void Receive_OfAnotherPayload_MakesNoSound()
    {
        RtpReceiver receiver = Receiver(RtpCodec.L16);
        Feed(receiver, new RtpSource(RtpCodec.Pcmu).Play(5), 0);
        receiver.Tick(10_000);
        Assert.Equal("ended silence 0", _told[^1]);
        Assert.Equal((5, 0), (_reports[0].Foreign, _reports[0].PayloadType));
    }

    [Fact]
    public void Receive_OfOtherLengths_CountsThem()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(5);
        packets[2] = packets[2][..100];
        Feed(receiver, packets, 0);
        receiver.Tick(10_000);
        Assert.Equal(1, _reports[0].OddLength);
    }

    [Fact]
    public void Fingerprint_OfTheSamePlayInAnotherOrder_IsTheSame()
    {
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(10);
        string whole = Fingerprint(packets);
        (packets[3], packets[4]) = (packets[4], packets[3]);
        Assert.Equal(whole, Fingerprint(packets));
        Assert.NotEqual(whole, Fingerprint([.. packets[..7], .. packets[8..]]));
        Assert.NotEqual(whole, Fingerprint(new RtpSource(RtpCodec.Pcmu).Play(10, filling: 1)));
    }

    [Fact]
    public void Receive_WhileRecording_PutsEverySampleInItsPlace()
    {
        RtpReceiver receiver = Receiver(RtpCodec.L16, record: true);
        byte[][] packets = new RtpSource(RtpCodec.L16).Play(4, filling: 0x10);
        Feed(receiver, [packets[0], packets[3], packets[1]], 0);
        receiver.Tick(10_000);
        short[] expected = [.. Enumerable.Repeat((short)0x1010, 320), .. Enumerable.Repeat((short)0x1111, 320), .. new short[320], .. Enumerable.Repeat((short)0x1313, 320)];
        Assert.Equal(expected, _samples);
    }

    [Fact]
    public void Receive_OfWhatIsNoRtp_IsCountedAndChangesNothing()
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        receiver.Receive([1, 2, 3], 0);
        Assert.Equal((1, 0), (receiver.Malformed, _told.Count));
    }

    private static void Feed(RtpReceiver receiver, byte[][] packets, double from)
    {
        for (int i = 0; i < packets.Length; i++)
        {
            receiver.Receive(packets[i], from + (i * 20));
        }
    }

    private string Fingerprint(byte[][] packets)
    {
        RtpReceiver receiver = Receiver(RtpCodec.Pcmu);
        Feed(receiver, packets, 0);
        receiver.Tick(10_000);
        return _reports[^1].Fingerprint;
    }

    private RtpReceiver Receiver(RtpCodec codec, bool record = false) => new(codec, record)
    {
        Began = stream => _told.Add(string.Create(CultureInfo.InvariantCulture, $"began {stream.BeganAt}")),
        Ended = (stream, how, report) =>
        {
            _told.Add(string.Create(CultureInfo.InvariantCulture, $"ended {how} {stream.HeardMs}"));
            _reports.Add(report);
            _samples = stream.Samples;
        },
    };
}
