using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>Reads WAV files of 16 bit PCM, 8 to 48 kHz, one or two channels. What is something else is refused by name.</summary>
internal sealed class WavReader : IDisposable
{
    private const ushort Pcm = 1;
    private const ushort Extensible = 0xFFFE;

    private readonly Stream _stream;
    private long _left;

    private WavReader(Stream stream, int rate, int channels, long bytes)
    {
        _stream = stream;
        Rate = rate;
        Channels = channels;
        _left = bytes;
        Bytes = bytes;
    }

    /// <summary>Samples a second and channel.</summary>
    public int Rate { get; }

    /// <summary>1 or 2.</summary>
    public int Channels { get; }

    /// <summary>Bytes of samples; of a file that was written as a stream, and so does not say, what follows its header.</summary>
    public long Bytes { get; }

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">It is no WAV file that this box reads; the message says why.</exception>
    public static WavReader Open(string path) => Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 64 << 10));

    /// <summary>Reads the headers of a stream that can seek; the stream is closed with the reader.</summary>
    /// <exception cref="InvalidDataException">It is no WAV file that this box reads; the message says why.</exception>
    public static WavReader Open(Stream stream)
    {
        try
        {
            return ReadHeaders(stream);
        }
        catch (EndOfStreamException e)
        {
            stream.Dispose();
            throw new InvalidDataException("The file ends within its WAV headers.", e);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Reads samples, channel by channel in turn. Returns how many, always whole frames; 0 at the end.</summary>
    public int Read(Span<short> samples)
    {
        int frame = 2 * Channels;
        Span<byte> bytes = MemoryMarshal.AsBytes(samples);
        bytes = bytes[..(int)Math.Min(bytes.Length / frame * frame, _left)];
        int read = _stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / frame * frame;
        _left = read < bytes.Length ? 0 : _left - read;
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(samples[..(read / 2)], samples);
        }

        return read / 2;
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private static WavReader ReadHeaders(Stream stream)
    {
        Span<byte> head = stackalloc byte[12];
        stream.ReadExactly(head);
        if (!head[..4].SequenceEqual("RIFF"u8) || !head[8..].SequenceEqual("WAVE"u8))
        {
            throw new InvalidDataException("The file is no WAV file: it does not begin with RIFF … WAVE.");
        }

        (int Rate, int Channels)? format = null;
        Span<byte> chunk = stackalloc byte[8];
        while (true)
        {
            stream.ReadExactly(chunk);
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            if (chunk[..4].SequenceEqual("fmt "u8))
            {
                format = ReadFormat(stream, length);
            }
            else if (chunk[..4].SequenceEqual("data"u8))
            {
                if (format is not var (rate, channels))
                {
                    throw new InvalidDataException("The WAV file has samples before it says what they are.");
                }

                // A program that writes to a pipe cannot go back and fill in the length: it says 0 or something huge.
                long there = stream.Length - stream.Position;
                long bytes = length == 0 || length > there ? there : length;
                return new WavReader(stream, rate, channels, bytes / (2 * channels) * (2 * channels));
            }
            else
            {
                long next = stream.Position + length + (length & 1);
                if (next > stream.Length)
                {
                    throw new EndOfStreamException();
                }

                stream.Position = next;
            }
        }
    }

    private static (int Rate, int Channels) ReadFormat(Stream stream, uint length)
    {
        if (length is < 16 or > 256)
        {
            throw new InvalidDataException($"The WAV file's format has {length} bytes.");
        }

        Span<byte> format = stackalloc byte[256];
        format = format[..(int)(length + (length & 1))];
        stream.ReadExactly(format);
        int kind = BinaryPrimitives.ReadUInt16LittleEndian(format);
        if (kind == Extensible && length >= 26)
        {
            kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        }

        int channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (kind != Pcm || bits != 16)
        {
            throw new InvalidDataException($"The WAV file holds format {kind} with {bits} bits; only PCM with 16 bits is played.");
        }

        return channels is 1 or 2 && rate is >= 8_000 and <= 48_000 && Resampler.CanConvert((int)rate)
            ? ((int)rate, channels)
            : throw new InvalidDataException($"The WAV file has {channels} channels at {rate} Hz; only one or two channels at a usual rate from 8 to 48 kHz are played.");
    }
}
