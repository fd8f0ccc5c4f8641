using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Longgang.FirmwareSim.Speakers.Audio;

/// <summary>Reads a WAV while it comes in, without keeping it: RIFF chunks until the samples, then counts these, or keeps them if asked to.</summary>
public sealed class WavScanner(bool keepSamples)
{
    /// <summary>Samples a second of the audio that speakers fetch.</summary>
    public const int SampleRate = 16_000;

    private const int LargestHeader = 1 << 16;
    private const int BytesPerSample = 2;

    private readonly List<byte> _header = [];
    private readonly MemoryStream? _samples = keepSamples ? new MemoryStream() : null;
    private long _left = -1;
    private long _bytes;

    /// <summary>What is wrong with it; null when nothing is, as far as it has come.</summary>
    public string? Flaw { get; private set; }

    /// <summary>True when all samples that the header speaks of have come.</summary>
    public bool Complete => Flaw is null && _left == 0;

    /// <summary>The length in milliseconds.</summary>
    public long LengthMs => _bytes * 1000 / (SampleRate * BytesPerSample);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_left < 0 && Flaw is null)
        {
            _header.AddRange(bytes);
            int start = FindSamples(CollectionsMarshal.AsSpan(_header));
            if (start < 0)
            {
                Flaw = Flaw is null && _header.Count > LargestHeader ? "no samples" : Flaw;
                return;
            }

            bytes = CollectionsMarshal.AsSpan(_header)[start..];
        }

        if (_left > 0)
        {
            // What follows the samples are other chunks.
            ReadOnlySpan<byte> samples = bytes[..(int)Math.Min(_left, bytes.Length)];
            _left -= samples.Length;
            _bytes += samples.Length;
            _samples?.Write(samples);
        }
    }

    /// <summary>The samples that came, null when they were not kept.</summary>
    public short[]? Samples()
    {
        if (_samples is null)
        {
            return null;
        }

        ReadOnlySpan<byte> bytes = _samples.GetBuffer().AsSpan(0, (int)_samples.Length);
        var samples = new short[bytes.Length / BytesPerSample];
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * BytesPerSample)..]);
        }

        return samples;
    }

    // The place of the first sample, or -1 while the header is not complete or is flawed.
    private int FindSamples(ReadOnlySpan<byte> header)
    {
        if (header.Length < 12)
        {
            return -1;
        }

        if (!header[..4].SequenceEqual("RIFF"u8) || !header[8..12].SequenceEqual("WAVE"u8))
        {
            Flaw = "no WAV";
            return -1;
        }

        bool formatSeen = false;
        for (int at = 12; at + 8 <= header.Length;)
        {
            ReadOnlySpan<byte> name = header.Slice(at, 4);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[(at + 4)..]);
            if (name.SequenceEqual("data"u8))
            {
                Flaw = formatSeen ? null : "no format before the samples";
                _left = Flaw is null ? size : -1;
                return Flaw is null ? at + 8 : -1;
            }

            // Chunks begin at even places.
            long next = at + 8L + size + (size & 1);
            if (next > header.Length)
            {
                return -1;
            }

            if (name.SequenceEqual("fmt "u8))
            {
                Flaw = FormatFlaw(header.Slice(at + 8, (int)size));
                if (Flaw is not null)
                {
                    return -1;
                }

                formatSeen = true;
            }

            at = (int)next;
        }

        return -1;
    }

    private static string? FormatFlaw(ReadOnlySpan<byte> format) =>
        format.Length < 16 ? "format too short"
        : BinaryPrimitives.ReadUInt16LittleEndian(format) != 1 ? "not PCM"
        : BinaryPrimitives.ReadUInt16LittleEndian(format[2..]) != 1 ? "not one channel"
        : BinaryPrimitives.ReadUInt32LittleEndian(format[4..]) != SampleRate ? "not 16 kHz"
        : BinaryPrimitives.ReadUInt16LittleEndian(format[14..]) != 16 ? "not 16 bit"
        : null;
}
