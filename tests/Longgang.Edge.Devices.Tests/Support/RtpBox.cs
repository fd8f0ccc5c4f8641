using System.Net;
using System.Text;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers;
using Longgang.Edge.Devices.Speakers.Rtp;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>The RTP adapter alone, with a register of its own.</summary>
internal sealed class RtpBox : IAsyncDisposable
{
    private readonly LoggerFactory _logs = new([]);

    private RtpBox(RtpSpeakerPort port, DeviceRegistryHolder registry)
    {
        Port = port;
        Registry = registry;
    }

    public RtpSpeakerPort Port { get; }

    public DeviceRegistryHolder Registry { get; }

    public HeardSpeakers Heard { get; } = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("rtp-box-").FullName;

    public static async Task<RtpBox> StartAsync(RtpSpeakerOptions options, params (string Id, string Group, IPEndPoint Address, string Payload)[] speakers)
    {
        string entries = string.Join(',', speakers.Select(s =>
            $$$"""{"id":"{{{s.Id}}}","kind":"speaker","area":"440307","speaker":{"adapter":"rtp","group":"{{{s.Group}}}","address":"{{{s.Address}}}","payload":"{{{s.Payload}}}"}}"""));
        Assert.True(DeviceRegistryReader.TryRead(Encoding.UTF8.GetBytes($$"""{"devices":[{{entries}}]}"""), out DeviceRegistry? registry, out IReadOnlyList<string> errors), string.Join('\n', errors));
        var holder = new DeviceRegistryHolder();
        holder.Replace(registry);
        var hearing = new SpeakerHearing();
        var logs = new LoggerFactory([]);
        var box = new RtpBox(new RtpSpeakerPort(holder, hearing, Options.Create(options), TimeProvider.System, logs.CreateLogger<RtpSpeakerPort>()), holder);
        hearing.Start(box.Heard);
        await box.Port.StartAsync(CancellationToken.None);
        return box;
    }

    public static Task<RtpBox> StartAsync(int port, string payload) => StartAsync(new RtpSpeakerOptions(), ("horn", "horn", new IPEndPoint(IPAddress.Loopback, port), payload));

    public static PlayOrder Order(UInt128 attempt, params AudioClip[] clips) => new(
        "horn", new Dictionary<string, UInt128> { ["horn"] = attempt }, [.. clips.Select(clip => new PlayPart("zh-CN", null, clip))], 5, null, false, TimeSpan.FromSeconds(10));

    public AudioClip Clip(double seconds, double hertz = 440) => Sounds.Clip(Folder, Sounds.Tone(16_000, seconds, hertz));

    public async ValueTask DisposeAsync()
    {
        await Port.StopAsync(CancellationToken.None);
        Port.Dispose();
        Heard.Dispose();
        _logs.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
