using Longgang.FirmwareSim.Speakers.Audio;

namespace Longgang.FirmwareSim.Tests.Speakers.Audio;

public sealed class AudioFetcherTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Fetch_WhatIsThere_HasItsLengthAndItsSamplesWhenWanted()
    {
        await using AudioServer server = await AudioServer.StartAsync();
        using var fetcher = new AudioFetcher(TimeProvider.System);
        (string url, string hash) = server.Add(WavFile.Encode(Tone.Samples(40_000), 16_000));
        FetchedAudio kept = await fetcher.FetchAsync(url, hash.ToUpperInvariant(), keepSamples: true, _limit, TestContext.Current.CancellationToken);
        Assert.Equal((null, 2500), (kept.Failure, kept.LengthMs));
        Assert.Equal(Tone.Samples(40_000), kept.Samples);
        FetchedAudio passed = await fetcher.FetchAsync(url, hash, keepSamples: false, _limit, TestContext.Current.CancellationToken);
        Assert.Equal((null, 2500, null), (passed.Failure, passed.LengthMs, passed.Samples));
    }

    [Fact]
    public async Task Fetch_WithAnotherHash_IsDamaged()
    {
        await using AudioServer server = await AudioServer.StartAsync();
        using var fetcher = new AudioFetcher(TimeProvider.System);
        (string url, _) = server.Add(WavFile.Encode(Tone.Samples(4_000), 16_000));
        FetchedAudio audio = await fetcher.FetchAsync(url, new string('0', 64), keepSamples: false, _limit, TestContext.Current.CancellationToken);
        Assert.Equal("audio-damaged", audio.Failure);
    }

    [Fact]
    public async Task Fetch_OfWhatIsNoWav_IsDamaged()
    {
        await using AudioServer server = await AudioServer.StartAsync();
        using var fetcher = new AudioFetcher(TimeProvider.System);
        (string url, string hash) = server.Add("hello"u8.ToArray());
        FetchedAudio audio = await fetcher.FetchAsync(url, hash, keepSamples: false, _limit, TestContext.Current.CancellationToken);
        Assert.Equal("audio-damaged", audio.Failure);
    }

    [Fact]
    public async Task Fetch_WhereNothingIs_IsUnavailable()
    {
        await using AudioServer server = await AudioServer.StartAsync();
        using var fetcher = new AudioFetcher(TimeProvider.System);
        (string url, string hash) = server.Add("hello"u8.ToArray());
        FetchedAudio missing = await fetcher.FetchAsync(url + "x", hash, keepSamples: false, _limit, TestContext.Current.CancellationToken);
        FetchedAudio nobody = await fetcher.FetchAsync($"http://127.0.0.1:{TestPorts.Next()}/a", hash, keepSamples: false, _limit, TestContext.Current.CancellationToken);
        Assert.Equal(("audio-unavailable", "audio-unavailable"), (missing.Failure, nobody.Failure));
    }
}
