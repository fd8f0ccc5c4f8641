using System.Buffers.Binary;

namespace Longgang.Cloud.Service.Audio;

/// <summary>
/// Looks into a WAV file (RIFF, "Multimedia Programming Interface and Data Specifications 1.0"): only what every speaker plays is taken, PCM of 16 bit, one channel, 16 kHz.
/// </summary>
internal static class WavFile
{
    private const int SampleRate = 16_000;
    private const int BytesPerSample = 2;
    private const int ChunkHeader = 8;
    private const int RiffHeader = 12;
    private const int FormatBytes = 16;
    private const int MostChunks = 64;
    private static readonly TimeSpan _longest = TimeSpan.FromMinutes(15);

    /// <summary>How long it plays, or what is wrong with it.</summary>
    public static (TimeSpan Duration, string? Problem) Inspect(Stream file)
    {
        Span<byte> header = stackalloc byte[FormatBytes];
        if (file.ReadAtLeast(header[..RiffHeader], RiffHeader, throwOnEndOfStream: false) < RiffHeader || !header[..4].SequenceEqual("RIFF"u8) || !header[8..12].SequenceEqual("WAVE"u8))
        {
            return (default, "It does not begin like a WAV file.");
        }

        bool hasFormat = false;
        for (int i = 0; i < MostChunks && file.ReadAtLeast(header[..ChunkHeader], ChunkHeader, throwOnEndOfStream: false) == ChunkHeader; i++)
        {
            bool isFormat = header[..4].SequenceEqual("fmt "u8);
            bool isData = header[..4].SequenceEqual("data"u8);
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
            long end = file.Position + size;
            if (end > file.Length)
            {
                return (default, "It is cut off: a part of it says that it is longer than the file.");
            }

            if (isFormat)
            {
                if (size < FormatBytes || file.ReadAtLeast(header, FormatBytes, throwOnEndOfStream: false) < FormatBytes || FindFormatProblem(header) is not null)
                {
                    return (default, size < FormatBytes ? "Its format is cut off." : FindFormatProblem(header));
                }

                hasFormat = true;
            }
            else if (isData)
            {
                return !hasFormat ? (default, "It does not say its format before its sound.") : FindLength(size);
            }

            // Parts begin at even offsets.
            file.Position = Math.Min(end + (size & 1), file.Length);
        }

        return (default, "There is no sound in it.");
    }

    private static (TimeSpan Duration, string? Problem) FindLength(uint bytes)
    {
        var duration = TimeSpan.FromSeconds((double)(bytes / BytesPerSample) / SampleRate);
        return bytes < BytesPerSample || bytes % BytesPerSample != 0 ? (default, "Its sound is empty or not of whole samples.")
            : duration > _longest ? (default, $"It plays for {duration:hh\\:mm\\:ss}, longer than 15 minutes.")
            : (duration, null);
    }

    private static string? FindFormatProblem(ReadOnlySpan<byte> format)
    {
        const ushort pcm = 1;
        ushort coding = BinaryPrimitives.ReadUInt16LittleEndian(format);
        ushort channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(format[4..]);
        ushort bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        return coding != pcm || channels != 1 || rate != SampleRate || bits != BytesPerSample * 8
            ? $"It is coded as {coding} with {channels} channels, {rate} Hz and {bits} bit; speakers play PCM (1), one channel, {SampleRate} Hz, {BytesPerSample * 8} bit."
            : null;
    }
}
