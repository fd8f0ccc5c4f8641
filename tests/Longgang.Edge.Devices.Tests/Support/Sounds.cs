using System.Buffers.Binary;
using System.Security.Cryptography;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>Audio for tests, written from the description of the format.</summary>
internal static class Sounds
{
    public static short[] Tone(int rate, double seconds, double hertz = 440, double amplitude = 12_000) =>
        [.. Enumerable.Range(0, (int)(rate * seconds)).Select(i => (short)Math.Round(amplitude * Math.Sin(2 * Math.PI * hertz * i / rate)))];

    public static byte[] Wav(short[] samples, int rate = 16_000, int channels = 1, uint? dataLength = null)
    {
        var file = new byte[44 + (samples.Length * 2)];
        "RIFF"u8.CopyTo(file);
        Write32(4, (uint)(file.Length - 8));
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        Write32(16, 16);
        file[20] = 1;
        file[22] = (byte)channels;
        Write32(24, (uint)rate);
        Write32(28, (uint)(rate * channels * 2));
        file[32] = (byte)(channels * 2);
        file[34] = 16;
        "data"u8.CopyTo(file.AsSpan(36));
        Write32(40, dataLength ?? (uint)(samples.Length * 2));
        for (int i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44 + (2 * i)), samples[i]);
        }

        return file;

        void Write32(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);
    }

    public static AudioClip Clip(string directory, short[] samples)
    {
        byte[] wav = Wav(samples);
        string hash = Convert.ToHexStringLower(SHA256.HashData(wav));
        string path = Path.Combine(directory, hash + ".wav");
        File.WriteAllBytes(path, wav);
        return new AudioClip(path, hash, TimeSpan.FromSeconds(samples.Length / 16_000.0));
    }

    /// <summary>The share of a frequency in samples: its amplitude.</summary>
    public static double Amplitude(ReadOnlySpan<short> samples, int rate, double hertz)
    {
        double sine = 0;
        double cosine = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            sine += samples[i] * Math.Sin(2 * Math.PI * hertz * i / rate);
            cosine += samples[i] * Math.Cos(2 * Math.PI * hertz * i / rate);
        }

        return 2 * Math.Sqrt((sine * sine) + (cosine * cosine)) / samples.Length;
    }
}
