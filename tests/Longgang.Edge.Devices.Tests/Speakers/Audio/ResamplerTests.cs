using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests.Speakers.Audio;

public sealed class ResamplerTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(1000)]
    [InlineData(3000)]
    [InlineData(3400)]
    public void Write_SpeechBandTo8k_PassesUnchanged(double hertz)
    {
        short[] output = Convert(Sounds.Tone(16_000, 2, hertz), 16_000, 8_000);
        Assert.Equal(16_000, output.Length);
        Assert.Equal(12_000, Sounds.Amplitude(output.AsSpan(2_000, 8_000), 8_000, hertz), 12_000 * 0.012); // 0.1 dB
    }

    [Theory]
    [InlineData(4_200)]
    [InlineData(5_000)]
    [InlineData(7_500)]
    public void Write_AboveHalfTheRate_IsNotFoldedBack(double hertz)
    {
        short[] output = Convert(Sounds.Tone(16_000, 2, hertz, 30_000), 16_000, 8_000);
        Assert.InRange(output.Skip(1_000).SkipLast(1_000).Max(sample => Math.Abs((int)sample)), 0, 30); // 60 dB
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(22_050)]
    [InlineData(24_000)]
    [InlineData(32_000)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void Write_UsualRatesTo16k_KeepTimeAndLevel(int rate)
    {
        short[] output = Convert(Sounds.Tone(rate, 1.5, 1000), rate, 16_000);
        Assert.Equal(24_000, output.Length, 1.0);
        Assert.Equal(12_000, Sounds.Amplitude(output.AsSpan(4_000, 16_000), 16_000, 1000), 120.0);

        // The moment of a sample stays: the phase of the tone is the same.
        for (int i = 4_000; i < 20_000; i += 7)
        {
            Assert.InRange(output[i] - (12_000 * Math.Sin(2 * Math.PI * 1000 * i / 16_000)), -150, 150);
        }
    }

    [Fact]
    public void Write_InPieces_GivesTheSame()
    {
        short[] input = Sounds.Tone(44_100, 1, 700);
        var whole = new List<float>();
        var first = new Resampler(44_100, 16_000);
        first.Write([.. input.Select(sample => (float)sample)], whole);
        first.Flush(whole);
        var pieces = new List<float>();
        var second = new Resampler(44_100, 16_000);
        for (int at = 0, size = 1; at < input.Length; at += size, size = (size * 7 % 1013) + 1)
        {
            second.Write([.. input.Skip(at).Take(size).Select(sample => (float)sample)], pieces);
        }

        second.Flush(pieces);
        Assert.Equal(whole, pieces);
    }

    private static short[] Convert(short[] input, int from, int to)
    {
        var resampler = new Resampler(from, to);
        var output = new List<float>();
        resampler.Write([.. input.Select(sample => (float)sample)], output);
        resampler.Flush(output);
        return [.. output.Select(sample => (short)Math.Round(sample))];
    }
}
