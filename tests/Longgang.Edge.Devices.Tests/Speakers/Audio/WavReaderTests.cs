using Longgang.Edge.Devices.Speakers.Audio;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests.Speakers.Audio;

public sealed class WavReaderTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0u)]
    [InlineData(0x7FFFF000u)]
    [InlineData(0xFFFFFFFFu)]
    public void Read_LengthUnknownToItsWriter_IsWhatIsThere(uint? length)
    {
        short[] tone = Sounds.Tone(16_000, 0.1);
        using WavReader reader = WavReader.Open(new MemoryStream(Sounds.Wav(tone, dataLength: length)));
        var samples = new short[10_000];
        Assert.Equal(1_600, reader.Read(samples));
        Assert.Equal(tone, samples[..1_600]);
        Assert.Equal(0, reader.Read(samples));
    }

    [Fact]
    public void Open_ChunksBeforeTheSamples_AreSkipped()
    {
        byte[] wav = Sounds.Wav([1, 2, 3]);
        byte[] list = [.. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0];
        using WavReader reader = WavReader.Open(new MemoryStream([.. wav[..36], .. list, .. wav[36..]]));
        var samples = new short[10];
        Assert.Equal(3, reader.Read(samples));
        Assert.Equal([1, 2, 3], samples[..3]);
    }

    [Theory]
    [InlineData(0, "RIFF")] // not a WAV file
    [InlineData(20, "PCM")] // not PCM
    [InlineData(22, "channels")] // five channels
    [InlineData(24, "Hz")] // an impossible rate
    [InlineData(34, "16 bits")]
    public void Open_SomethingElse_SaysWhat(int at, string expected)
    {
        byte[] wav = Sounds.Wav([1, 2, 3]);
        wav[at] = at == 34 ? (byte)8 : (byte)(wav[at] + 4);
        wav[at + 1] = at == 24 ? (byte)1 : wav[at + 1];
        InvalidDataException e = Assert.Throws<InvalidDataException>(() => WavReader.Open(new MemoryStream(wav)));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnyBytes_NeverThrowsSomethingElse()
    {
        var random = new Random(7);
        byte[] wav = Sounds.Wav(Sounds.Tone(16_000, 0.01));
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. wav.Take(random.Next(wav.Length))];
            for (int change = random.Next(4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 48))] = (byte)random.Next(256);
            }

            try
            {
                using WavReader reader = WavReader.Open(new MemoryStream(bytes));
                var samples = new short[64];
                while (reader.Read(samples) > 0)
                {
                }
            }
            catch (InvalidDataException)
            {
            }
        }
    }
}
