using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Longgang.Cloud.Service.Tests.Announcements;

namespace Longgang.Cloud.Service.Tests.Audio;

public sealed class AudioTests
{
    [Fact]
    public async Task Put_Recording_KeptUnderItsHashAcrossARestartAndServedInRanges()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        byte[] wav = Wav(32_000);
        string hash = Convert.ToHexStringLower(SHA256.HashData(wav));

        JsonElement kept = await AnnouncingCloud.ReadAsync(await PutAsync(cloud, wav), HttpStatusCode.OK);
        await AnnouncingCloud.ReadAsync(await PutAsync(cloud, wav), HttpStatusCode.OK);
        await cloud.RestartAsync();
        JsonElement only = Assert.Single((await cloud.GetAsync("/v1/audio")).GetProperty("items").EnumerateArray());
        using HttpResponseMessage whole = await cloud.Http.GetAsync(new Uri($"/v1/audio/{hash}", UriKind.Relative), TestContext.Current.CancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/audio/{hash}");
        request.Headers.Range = new RangeHeaderValue(40, 99);
        using HttpResponseMessage part = await cloud.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal((hash, 32_044, 1.0), (kept.GetProperty("sha256").GetString(), only.GetProperty("bytes").GetInt32(), only.GetProperty("durationSeconds").GetDouble()));
        Assert.Equal(wav, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(($"\"{hash}\"", "audio/wav"), (whole.Headers.ETag!.Tag, whole.Content.Headers.ContentType!.MediaType));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(wav[40..100], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(cloud.Directory, "audio"), "*.part"));
    }

    [Theory]
    [InlineData("no wav")]
    [InlineData("stereo")]
    [InlineData("cut off")]
    [InlineData("silent")]
    public async Task Put_NotWhatSpeakersPlay_RefusedAndNothingIsKept(string what)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        byte[] wav = what switch
        {
            "no wav" => new byte[100],
            "stereo" => Wav(3200, channels: 2),
            "cut off" => Wav(3200)[..1000],
            _ => Wav(0),
        };

        JsonElement problem = await AnnouncingCloud.ReadAsync(await PutAsync(cloud, wav), HttpStatusCode.BadRequest);

        Assert.Contains("ffmpeg", problem.GetProperty("todo").GetString(), StringComparison.Ordinal);
        Assert.Empty((await cloud.GetAsync("/v1/audio")).GetProperty("items").EnumerateArray());
        using HttpResponseMessage missing = await cloud.Http.GetAsync(new Uri("/v1/audio/..%2Fcloud.json", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    internal static byte[] Wav(int bytes, ushort channels = 1)
    {
        byte[] wav = new byte[44 + bytes];
        "RIFF"u8.CopyTo(wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), 36 + bytes);
        "WAVEfmt "u8.CopyTo(wav.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteUInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteUInt16LittleEndian(wav.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), 16_000);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), 32_000 * channels);
        BinaryPrimitives.WriteUInt16LittleEndian(wav.AsSpan(32), (ushort)(2 * channels));
        BinaryPrimitives.WriteUInt16LittleEndian(wav.AsSpan(34), 16);
        "data"u8.CopyTo(wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), bytes);
        for (int i = 44; i < wav.Length; i++)
        {
            wav[i] = (byte)(i * 7);
        }

        return wav;
    }

    private static async Task<HttpResponseMessage> PutAsync(CloudUnderTest cloud, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("audio/wav");
        return await cloud.Http.PutAsync(new Uri("/v1/audio", UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
