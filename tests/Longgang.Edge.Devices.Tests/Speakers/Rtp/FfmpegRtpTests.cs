using System.Diagnostics;
using System.Globalization;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Tests.Speakers.Audio;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests.Speakers.Rtp;

/// <summary>Chinese words, spoken by espeak-ng, sent as RTP and received by ffmpeg.</summary>
public sealed class FfmpegRtpTests
{
    [Theory]
    [InlineData("l16", "L16/16000/1", 96, 16_000)]
    [InlineData("pcmu", "PCMU/8000", 0, 8_000)]
    public async Task Play_SpokenText_FfmpegHearsAllOfIt(string payload, string encoding, int type, int rate)
    {
        using var library = new TestLibrary();
        AudioClip clip = await library.Library.RenderAsync(new Content { Language = "zh-CN", Text = "请注意，台风即将登陆，请尽快返回室内，关好门窗。" }, CancellationToken.None);
        Assert.InRange(clip.Duration.TotalSeconds, 2, 20);

        int port;
        using (var probe = new RtpListener())
        {
            port = probe.Port;
        }

        string sdp = Path.Combine(library.Folder, "speaker.sdp");
        string received = Path.Combine(library.Folder, "received.wav");
        await File.WriteAllTextAsync(sdp, $"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=speaker\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio {port} RTP/AVP {type}\na=rtpmap:{type} {encoding}\n");
        using Process ffmpeg = Process.Start(new ProcessStartInfo(
            "ffmpeg", ["-nostdin", "-loglevel", "info", "-protocol_whitelist", "file,udp,rtp", "-i", sdp, "-c:a", "pcm_s16le", "-y", received])
        {
            RedirectStandardError = true,
        })!;
        Task<string> log = ffmpeg.StandardError.ReadToEndAsync();
        await UntilBoundAsync(port);
        await using RtpBox box = await RtpBox.StartAsync(port, payload);

        await box.Port.PlayAsync(RtpBox.Order(1, clip), CancellationToken.None);
        await box.Heard.UntilAsync("horn Finished 1", 40);
        await Process.Start("kill", ["-INT", ffmpeg.Id.ToString(CultureInfo.InvariantCulture)]).WaitForExitAsync();
        await ffmpeg.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(20));

        byte[] wav = await File.ReadAllBytesAsync(received);
        int data = wav.AsSpan().IndexOf("data"u8) + 8;
        short[] samples = [.. Enumerable.Range(0, (wav.Length - data) / 2).Select(i => BitConverter.ToInt16(wav, data + (2 * i)))];
        TimeSpan heard = TimeSpan.FromSeconds(samples.Length / (double)rate);
        TestContext.Current.TestOutputHelper?.WriteLine($"{payload}: {clip.Duration.TotalSeconds:F3} s sent, {heard.TotalSeconds:F3} s received");
        Assert.True((heard - clip.Duration).Duration() <= TimeSpan.FromMilliseconds(60), $"{heard} of {clip.Duration}\n{await log}");
        Assert.DoesNotContain("missed", await log, StringComparison.Ordinal);
        if (payload == "l16")
        {
            byte[] sent = await File.ReadAllBytesAsync(clip.Path);
            short[] expected = [.. Enumerable.Range(0, (sent.Length - 44) / 2).Select(i => BitConverter.ToInt16(sent, 44 + (2 * i)))];
            Assert.Equal(expected, samples[..expected.Length]);
        }
    }

    private static async Task UntilBoundAsync(int port)
    {
        string hex = port.ToString("X4", CultureInfo.InvariantCulture);
        for (int i = 0; i < 400; i++)
        {
            foreach (string table in (string[])["/proc/net/udp", "/proc/net/udp6"])
            {
                if (File.Exists(table) && (await File.ReadAllTextAsync(table)).Contains($":{hex} ", StringComparison.Ordinal))
                {
                    return;
                }
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"ffmpeg did not listen on port {port} within 20 s.");
    }
}
