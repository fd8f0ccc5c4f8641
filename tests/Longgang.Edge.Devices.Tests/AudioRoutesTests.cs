using System.Net;
using System.Net.Http.Headers;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Longgang.Edge.Devices.Tests;

public sealed class AudioRoutesTests
{
    [Fact]
    public async Task Get_ClipOfTheLibrary_WholeAndByRange()
    {
        using var cloud = new AudioServer(Sounds.Wav(Sounds.Tone(16_000, 1)));
        await using LanBox box = await LanBox.StartAsync(null, ("Speakers:Audio:BaseAddress", cloud.Address));
        AudioClip clip = await box.Services.GetRequiredService<IAudioLibrary>().RenderAsync(new Content { Language = "en", Audio = cloud.Audio }, CancellationToken.None);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{box.HttpPort}") };
        string path = $"/audio/{clip.Sha256}.wav";

        using HttpResponseMessage whole = await http.GetAsync(path);
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Range = new RangeHeaderValue(100, 199) } };
        using HttpResponseMessage part = await http.SendAsync(request);
        using HttpResponseMessage head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal((HttpStatusCode.OK, "audio/wav"), (whole.StatusCode, whole.Content.Headers.ContentType!.MediaType));
        Assert.Equal(cloud.File, await whole.Content.ReadAsByteArrayAsync());
        Assert.Equal($"\"{clip.Sha256}\"", whole.Headers.ETag!.Tag);
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(cloud.File[100..200], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(cloud.File.Length, head.Content.Headers.ContentLength);
    }

    [Theory]
    [InlineData("/audio/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.wav")]
    [InlineData("/audio/..%2f..%2fdevices.json")]
    [InlineData("/audio/x.wav")]
    [InlineData("/audio/")]
    public async Task Get_SomethingElse_IsNotFound(string path)
    {
        await using LanBox box = await LanBox.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{box.HttpPort}") };
        using HttpResponseMessage response = await http.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
