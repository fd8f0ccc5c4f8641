using System.Net;
using System.Net.Sockets;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Playing;
using Longgang.FirmwareSim.Speakers.Rtp;
using Longgang.FirmwareSim.Tests.Speakers.Rtp;

namespace Longgang.FirmwareSim.Tests.Speakers;

/// <summary>Real datagrams on loopback.</summary>
public sealed class RtpSpeakerTests
{
    [Theory]
    [InlineData(RtpPayload.Pcmu)]
    [InlineData(RtpPayload.L16)]
    public async Task Receive_OverUnicast_IsHeardAndRecorded(RtpPayload payload)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lgsim-rtp-");
        IPEndPoint endpoint = FreeEndPoint();
        await using SpeakerFleet fleet = Fleet([Speaker(1, endpoint.ToString(), payload)], folder.FullName);
        await SendAsync(endpoint, new RtpSource(RtpCodec.Of(payload)).Play(25), loopback: false);
        HeardSpan heard = await HeardAsync(fleet, "speaker-0001");
        Assert.Equal((500L, "silence"), (heard.HeardMs, heard.How));
        Assert.Equal((25L, 0L, true), (heard.Rtp!.Packets, heard.Rtp.Lost, heard.Rtp.Marked));
        int rate = RtpCodec.Of(payload).SampleRate;
        Assert.Equal(44 + (rate / 2 * 2), new FileInfo(heard.Wav!).Length);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Receive_OverMulticast_EverySpeakerOfTheGroupHearsTheSame()
    {
        string group = $"239.77.{Environment.ProcessId % 250}.{Random.Shared.Next(1, 250)}:{FreeEndPoint().Port}";
        await using SpeakerFleet fleet = Fleet([.. Enumerable.Range(1, 4).Select(i => Speaker(i, group, RtpPayload.Pcmu))]);
        Assert.True(fleet.SetFault("speaker-0004", SpeakerFault.Deaf));
        await SendAsync(IPEndPoint.Parse(group), new RtpSource(RtpCodec.Pcmu).Play(10), loopback: true);
        HeardSpan[] heard = [await HeardAsync(fleet, "speaker-0001"), await HeardAsync(fleet, "speaker-0002"), await HeardAsync(fleet, "speaker-0003")];
        Assert.All(heard, span => Assert.Equal((10L, 0L, 200L), (span.Rtp!.Packets, span.Rtp.Lost, span.HeardMs)));
        Assert.Single(heard.Select(span => span.Rtp!.Fingerprint).Distinct());
        Assert.Empty(Spans(fleet, "speaker-0004"));
    }

    [Fact]
    public async Task Receive_WithALossAndASwap_ReportsBoth()
    {
        IPEndPoint endpoint = FreeEndPoint();
        await using SpeakerFleet fleet = Fleet([Speaker(1, endpoint.ToString(), RtpPayload.Pcmu)]);
        byte[][] packets = new RtpSource(RtpCodec.Pcmu).Play(10);
        await SendAsync(endpoint, [packets[0], packets[2], packets[1], .. packets[4..]], loopback: false);
        HeardSpan heard = await HeardAsync(fleet, "speaker-0001");
        Assert.Equal((9L, 1L, 1L), (heard.Rtp!.Packets, heard.Rtp.Lost, heard.Rtp.Reordered));
    }

    [Fact]
    public async Task Receive_AfterThePlugIsPulled_IsCutThere()
    {
        IPEndPoint endpoint = FreeEndPoint();
        await using SpeakerFleet fleet = Fleet([Speaker(1, endpoint.ToString(), RtpPayload.Pcmu)]);
        var source = new RtpSource(RtpCodec.Pcmu);
        await SendAsync(endpoint, source.Play(5), loopback: false);
        await Until.HoldsAsync(() => fleet.Sounding == 1, "sound");
        fleet.PullPlug("speaker-0001", TimeSpan.FromMinutes(1), forgetting: false);
        await SendAsync(endpoint, source.Play(5), loopback: false);
        HeardSpan heard = await HeardAsync(fleet, "speaker-0001");
        Assert.Equal("died", heard.How);
        Assert.Single(Spans(fleet, "speaker-0001"));
    }

    [Fact]
    public void Build_WhereSomebodyListens_Throws()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Throws<SocketException>(() => Fleet([Speaker(1, taken.LocalEndPoint!.ToString()!, RtpPayload.Pcmu)]));
    }

    private static SpeakerPlan Speaker(int number, string address, RtpPayload payload) => new(
        $"speaker-{number:D4}", 0, "440307003002", "secret", SpeakerAdapter.Rtp, "group-001-01", ["school"], 22.7, 114.1, [], address, payload);

    private static SpeakerFleet Fleet(SpeakerPlan[] speakers, string? folder = null)
    {
        var options = new SpeakerFleetOptions { Recorders = folder is null ? 0 : speakers.Length, RecordingFolder = folder };
        var fleet = new SpeakerFleet(options, new FleetPlan([new GatewayPlan("gw-001", "127.0.0.1:1", null)], [], speakers), TimeProvider.System);
        fleet.Start();
        return fleet;
    }

    private static IPEndPoint FreeEndPoint()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)probe.LocalEndPoint!;
    }

    private static async Task SendAsync(IPEndPoint to, byte[][] packets, bool loopback)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        if (loopback)
        {
            socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        }

        foreach (byte[] packet in packets)
        {
            await socket.SendToAsync(packet, to);
        }
    }

    private static HeardSpan[] Spans(SpeakerFleet fleet, string speaker) =>
        fleet.Heard.Read(table => table.Plays.Where(p => p.Speaker == speaker).SelectMany(p => p.Heard).ToArray());

    private static async Task<HeardSpan> HeardAsync(SpeakerFleet fleet, string speaker)
    {
        await Until.HoldsAsync(() => Spans(fleet, speaker).Any(span => span.EndedAt is not null), $"{speaker} heard something to its end");
        return Spans(fleet, speaker)[0];
    }
}
