using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>Makes the box's own audio of any WAV file that it reads.</summary>
internal static class ClipConverter
{
    /// <summary>Writes a new file, durable, and says what it is.</summary>
    /// <param name="source">WAV.</param>
    /// <param name="path">Where to; what is there is overwritten.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="InvalidDataException">The source is not to be played.</exception>
    public static (string Sha256, TimeSpan Duration) Convert(WavReader source, string path, CancellationToken cancellationToken)
    {
        using var target = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 64 << 10);
        target.Write(new byte[WavWriter.HeaderBytes]);
        var resampler = source.Rate == ClipFormat.Rate ? null : new Resampler(source.Rate, ClipFormat.Rate);
        var samples = new short[16 << 10];
        var mono = new float[samples.Length];
        var output = new List<float>();
        long bytes = 0;
        for (int read; (read = source.Read(samples)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int frames = Mix(samples.AsSpan(0, read), source.Channels, mono);
            if (resampler is null)
            {
                output.AddRange(mono.AsSpan(0, frames));
            }
            else
            {
                resampler.Write(mono.AsSpan(0, frames), output);
            }

            bytes += Write(target, output);
        }

        resampler?.Flush(output);
        bytes += Write(target, output);
        if (bytes == 0)
        {
            throw new InvalidDataException("The WAV file holds no sound.");
        }

        target.Position = 0;
        target.Write(WavWriter.Header(ClipFormat.Rate, 1, bytes));
        target.Flush(flushToDisk: true);
        target.Position = 0;
        return (System.Convert.ToHexStringLower(SHA256.HashData(target)), ClipFormat.DurationOf(bytes));
    }

    private static int Mix(ReadOnlySpan<short> samples, int channels, Span<float> mono)
    {
        int frames = samples.Length / channels;
        for (int i = 0; i < frames; i++)
        {
            mono[i] = channels == 1 ? samples[i] : (samples[2 * i] + samples[(2 * i) + 1]) / 2f;
        }

        return frames;
    }

    private static int Write(FileStream target, List<float> samples)
    {
        var bytes = new byte[samples.Count * 2];
        for (int i = 0; i < samples.Count; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)Math.Clamp(MathF.Round(samples[i]), short.MinValue, short.MaxValue));
        }

        target.Write(bytes);
        samples.Clear();
        return bytes.Length;
    }
}
