using Longgang.FirmwareSim.Speakers.Audio;

namespace Longgang.FirmwareSim.Tests.Speakers.Audio;

public sealed class WavScannerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Append_AWavInPieces_HasItsLengthAndSamples(int piece)
    {
        short[] tone = Tone.Samples(8_000);
        var scanner = new WavScanner(keepSamples: true);
        foreach (byte[] part in WavFile.Encode(tone, 16_000).Chunk(piece))
        {
            Assert.False(scanner.Complete);
            scanner.Append(part);
        }

        Assert.True(scanner.Complete);
        Assert.Equal(500, scanner.LengthMs);
        Assert.Equal(tone, scanner.Samples());
    }

    [Fact]
    public void Append_WithOtherChunksAround_ReadsTheSamplesAlone()
    {
        byte[] wav = WavFile.Encode(Tone.Samples(160), 16_000);
        byte[] odd = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        var scanner = new WavScanner(keepSamples: true);
        scanner.Append([.. wav[..12], .. odd, .. wav[12..36], .. odd, .. wav[36..], .. odd]);
        Assert.True(scanner.Complete);
        Assert.Equal(Tone.Samples(160), scanner.Samples());
    }

    [Theory]
    [InlineData(0, (byte)'X', "no WAV")]
    [InlineData(8, (byte)'X', "no WAV")]
    [InlineData(20, 3, "not PCM")]
    [InlineData(22, 2, "not one channel")]
    [InlineData(25, 0x1F, "not 16 kHz")]
    [InlineData(34, 8, "not 16 bit")]
    public void Append_OfAnotherFormat_SaysWhich(int at, byte value, string flaw)
    {
        byte[] wav = WavFile.Encode(Tone.Samples(160), 16_000);
        wav[at] = value;
        var scanner = new WavScanner(keepSamples: false);
        scanner.Append(wav);
        Assert.Equal(flaw, scanner.Flaw);
        Assert.False(scanner.Complete);
    }

    [Fact]
    public void Append_CutOff_IsNotComplete()
    {
        var scanner = new WavScanner(keepSamples: false);
        scanner.Append(WavFile.Encode(Tone.Samples(160), 16_000).AsSpan()[..^1]);
        Assert.False(scanner.Complete);
        Assert.Null(scanner.Samples());
    }
}
