using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Edge.Devices.Tests.Speakers.Audio;

public sealed class AudioLibraryTests
{
    private static readonly byte[] File16 = Sounds.Wav(Sounds.Tone(16_000, 20));

    [Fact]
    public async Task Stage_CutInTheMiddle_GoesOnFromThere()
    {
        using var cloud = new AudioServer(File16);
        cloud.Cuts.Enqueue(100_000);
        cloud.Cuts.Enqueue(150_000);
        cloud.Cuts.Enqueue(0);
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        int changes = 0;
        box.Library.Changed += () => changes++;

        await box.Library.StageAsync(cloud.Audio, CancellationToken.None);
        AudioClip clip = await box.Library.RenderAsync(new Content { Language = "zh-CN", Audio = cloud.Audio }, CancellationToken.None);

        string[] requests = [.. cloud.Requests];
        Assert.Equal(4, requests.Length);
        Assert.StartsWith($"GET /v1/audio/{clip.Sha256} ", requests[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Range:", requests[0], StringComparison.Ordinal);
        Assert.Contains("Range: bytes=100000-\nIf-Range: \"one\"", requests[1], StringComparison.Ordinal);
        Assert.Contains("Range: bytes=250000-", requests[2], StringComparison.Ordinal);
        Assert.Contains("Range: bytes=250000-", requests[3], StringComparison.Ordinal);
        Assert.Equal(File16.Length, cloud.SentBytes); // no byte twice
        Assert.Equal(File16, await File.ReadAllBytesAsync(clip.Path));
        Assert.Equal(TimeSpan.FromSeconds(20), clip.Duration);
        Assert.Equal([clip.Sha256], box.Library.Held);
        Assert.Equal(1, changes);
    }

    [Fact]
    public async Task Stage_GivenUpAndRestarted_GoesOnFromThere()
    {
        using var cloud = new AudioServer(File16);
        cloud.Stalls.Enqueue(200_000);
        using var before = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        using var cancel = new CancellationTokenSource();
        Task staging = before.Library.StageAsync(cloud.Audio, cancel.Token).AsTask();
        string part = Path.Combine(before.Folder, "audio", "fetching", Convert.ToHexStringLower(cloud.Audio.Sha256.Span));
        for (int i = 0; i < 500 && !(File.Exists(part) && new FileInfo(part).Length == 200_000); i++)
        {
            await Task.Delay(20);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => staging);
        Assert.Empty(before.Library.Held);
        using TestLibrary after = before.Again(o => o.BaseAddress = cloud.Address);
        await after.Library.StageAsync(cloud.Audio, CancellationToken.None);

        Assert.Contains("Range: bytes=200000-", cloud.Requests.Last(), StringComparison.Ordinal);
        Assert.Single(after.Library.Held);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(after.Folder, "audio", "fetching")));
    }

    [Fact]
    public async Task Stage_ServerIgnoresRange_BeginsAnew()
    {
        using var cloud = new AudioServer(File16) { IgnoresRange = true };
        cloud.Cuts.Enqueue(100_000);
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);

        await box.Library.StageAsync(cloud.Audio, CancellationToken.None);

        Assert.Equal(100_000 + File16.Length, cloud.SentBytes);
        Assert.Single(box.Library.Held);
    }

    [Fact]
    public async Task Stage_FileReplacedMeanwhile_BeginsAnew()
    {
        using var cloud = new AudioServer(File16);
        cloud.Stalls.Enqueue(100_000);
        using var box = new TestLibrary(audio: o => (o.BaseAddress, o.StallTimeout) = (cloud.Address, TimeSpan.FromSeconds(0.3)));
        Task staging = box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask();
        while (cloud.SentBytes < 100_000)
        {
            await Task.Delay(10);
        }

        cloud.Tag = "\"two\"";
        await staging; // the stall is noticed, and If-Range does not fit any more

        Assert.Equal(2, cloud.Requests.Count);
        Assert.Equal(100_000 + File16.Length, cloud.SentBytes);
    }

    [Fact]
    public async Task Stage_DamagedBytes_AreDeletedAndNamed()
    {
        using var cloud = new AudioServer(File16) { Damages = 300_000 };
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);

        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask());

        Assert.Equal("audio-damaged", e.Reason);
        Assert.Contains("its hash is", e.Message, StringComparison.Ordinal);
        Assert.Single(cloud.Requests); // the whole came from the cloud as it is: asking again gives the same
        Assert.Empty(box.Files);
        Assert.Empty(box.Library.Held);
        Assert.Contains(box.Log.Lines, line => line.Contains(" 3402:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stage_DamagedPartOnDisk_IsFetchedAnew()
    {
        using var cloud = new AudioServer(File16);
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        string part = Path.Combine(box.Folder, "audio", "fetching", Convert.ToHexStringLower(cloud.Audio.Sha256.Span));
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, new byte[50_000]); // a power cut has lost what was written

        await box.Library.StageAsync(cloud.Audio, CancellationToken.None);

        Assert.Equal(2, cloud.Requests.Count);
        Assert.Single(box.Library.Held);
    }

    [Fact]
    public async Task Stage_MoreThanSaid_IsDamaged()
    {
        using var cloud = new AudioServer(File16);
        Longgang.Contracts.Wire.Audio audio = cloud.Audio;
        audio.Bytes -= 100_000;
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.StageAsync(audio, CancellationToken.None).AsTask());
        Assert.Equal("audio-damaged", e.Reason);
    }

    [Theory]
    [InlineData(404, 1)]
    [InlineData(503, 4)]
    public async Task Stage_CloudHasNone_SaysSo(int status, int requests)
    {
        using var cloud = new AudioServer(File16) { Status = status };
        using var box = new TestLibrary(audio: o => (o.BaseAddress, o.Retries) = (cloud.Address, 3));

        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask());

        Assert.Equal("audio-unavailable", e.Reason);
        Assert.Contains($"{status}", e.Message, StringComparison.Ordinal);
        Assert.Equal(requests, cloud.Requests.Count);
    }

    [Fact]
    public async Task Stage_TwiceAtOnce_FetchesOnce()
    {
        using var cloud = new AudioServer(File16);
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask())));
        Assert.Single(cloud.Requests);
    }

    [Fact]
    public async Task Render_AfterRestart_IsHeldAndLookedAt()
    {
        using var cloud = new AudioServer(File16);
        using var before = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        var content = new Content { Language = "en", Audio = cloud.Audio };
        AudioClip clip = await before.Library.RenderAsync(content, CancellationToken.None);

        using TestLibrary healthy = before.Again(o => o.BaseAddress = cloud.Address);
        Assert.Equal(clip, await healthy.Library.RenderAsync(content, CancellationToken.None));
        Assert.Single(cloud.Requests);

        byte[] rotten = await File.ReadAllBytesAsync(clip.Path);
        rotten[5_000] ^= 1;
        await File.WriteAllBytesAsync(clip.Path, rotten);
        using TestLibrary after = healthy.Again(o => o.BaseAddress = cloud.Address);
        AudioClip again = await after.Library.RenderAsync(content, CancellationToken.None);

        Assert.Equal(2, cloud.Requests.Count);
        Assert.Equal(File16, await File.ReadAllBytesAsync(again.Path));
        Assert.Contains(after.Log.Lines, line => line.Contains(" 3405:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Render_OtherRateAndChannels_BecomesTheBoxsOwn()
    {
        short[] left = Sounds.Tone(44_100, 2, 1000);
        using var cloud = new AudioServer(Sounds.Wav([.. left.SelectMany(sample => new[] { sample, sample })], 44_100, 2));
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);

        AudioClip clip = await box.Library.RenderAsync(new Content { Language = "en", Audio = cloud.Audio }, CancellationToken.None);

        byte[] wav = await File.ReadAllBytesAsync(clip.Path);
        short[] samples = [.. Enumerable.Range(0, (wav.Length - 44) / 2).Select(i => BitConverter.ToInt16(wav, 44 + (2 * i)))];
        Assert.Equal(32_000, samples.Length);
        Assert.Equal(TimeSpan.FromSeconds(2), clip.Duration);
        Assert.Equal(12_000, Sounds.Amplitude(samples.AsSpan(4_000, 16_000), 16_000, 1000), 60.0);
        Assert.Equal([Convert.ToHexStringLower(cloud.Audio.Sha256.Span)], box.Library.Held); // by the cloud's hash
        Assert.NotEqual(box.Library.Held.Single(), clip.Sha256);
    }

    [Fact]
    public async Task Render_NoSound_IsDamagedThoughItsHashFits()
    {
        using var cloud = new AudioServer("<html>not audio</html> and so on and on"u8.ToArray());
        using var box = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(
            () => box.Library.RenderAsync(new Content { Language = "en", Audio = cloud.Audio }, CancellationToken.None).AsTask());
        Assert.Equal("audio-damaged", e.Reason);
        Assert.Empty(box.Files);
    }

    [Fact]
    public async Task Stage_FolderIsFull_OldestGoesButNothingInUse()
    {
        using var cloud = new AudioServer(File16);
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var box = new TestLibrary(
            audio: o => (o.BaseAddress, o.LimitBytes, o.MaxFileBytes, o.HoldFor) = (cloud.Address, 1_500_000, 1 << 20, TimeSpan.FromMinutes(10)), time: time);
        var held = new List<string>();
        for (int i = 0; i < 2; i++)
        {
            cloud.File = Sounds.Wav(Sounds.Tone(16_000, 20, 300 + i));
            await box.Library.StageAsync(cloud.Audio, CancellationToken.None);
            held.Add(Convert.ToHexStringLower(cloud.Audio.Sha256.Span));
        }

        cloud.File = Sounds.Wav(Sounds.Tone(16_000, 20, 999));
        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask());
        Assert.Contains("Speakers:Audio:LimitBytes", e.Message, StringComparison.Ordinal);
        Assert.Equal(held.Order(), box.Library.Held.Order());

        time.Advance(TimeSpan.FromMinutes(11));
        Assert.NotNull(box.Library.FileOf(held[0])); // a speaker has just asked for the first
        await box.Library.StageAsync(cloud.Audio, CancellationToken.None);

        Assert.Contains(held[0], box.Library.Held);
        Assert.DoesNotContain(held[1], box.Library.Held);
        Assert.Equal(2, box.Files.Count(file => file.EndsWith(".wav", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Open_LeftOversOfACrash_Go()
    {
        using var cloud = new AudioServer(File16);
        using var before = new TestLibrary(audio: o => o.BaseAddress = cloud.Address);
        AudioClip clip = await before.Library.RenderAsync(new Content { Language = "en", Audio = cloud.Audio }, CancellationToken.None);
        string clips = Path.GetDirectoryName(clip.Path)!;
        await File.WriteAllTextAsync(Path.Combine(clips, "torn.new"), "half");
        await File.WriteAllTextAsync(Path.Combine(clips, new string('b', 64) + ".wav"), "without a name");
        await File.WriteAllTextAsync(Path.Combine(clips, "..", "names", "audio-" + new string('c', 64)), $"{new string('c', 64)} 5\n");
        await File.WriteAllTextAsync(Path.Combine(clips, "..", "names", "audio-" + new string('d', 64) + ".new"), string.Empty);

        using TestLibrary after = before.Again();

        Assert.Equal([clip.Sha256], after.Library.Held);
        Assert.Equal(2, after.Files.Count());
    }

    [Fact]
    public async Task Stage_NoCloudConfigured_SaysWhichKey()
    {
        using var cloud = new AudioServer(File16);
        using var box = new TestLibrary();
        AudioUnavailableException e = await Assert.ThrowsAsync<AudioUnavailableException>(() => box.Library.StageAsync(cloud.Audio, CancellationToken.None).AsTask());
        Assert.Contains("Speakers:Audio:BaseAddress", e.Message, StringComparison.Ordinal);
    }
}
