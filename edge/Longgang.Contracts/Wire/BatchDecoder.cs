using Google.Protobuf;
using ZstdSharp;

namespace Longgang.Contracts.Wire;

/// <summary>Opens batches: checks, decompresses and decodes. Not thread-safe (one decompression context each).</summary>
public sealed class BatchDecoder : IDisposable
{
    /// <summary>Largest payload after decompression, bytes. A batch holds at most 64 KiB or 256 events of at most 16 KiB.</summary>
    public const int MaxDecodedBytes = 8 * 1024 * 1024;

    private readonly Decompressor _decompressor = new();
    private byte[] _buffer = new byte[256 * 1024];

    /// <summary>Decodes one payload. Never throws on bad input: the failure says what is wrong.</summary>
    /// <param name="payload">zstd frame of an encoded <see cref="Batch"/>.</param>
    /// <param name="expectedCrc">CRC-32C that travelled beside the payload, or null when none did.</param>
    /// <param name="batch">The batch, when the result is <see cref="BatchFailure.None"/>.</param>
    public BatchFailure TryDecode(ReadOnlySpan<byte> payload, uint? expectedCrc, out Batch? batch)
    {
        batch = null;
        if (expectedCrc is { } crc && Crc32C.Compute(payload) != crc)
        {
            return BatchFailure.ChecksumMismatch;
        }

        try
        {
            ulong size = Decompressor.GetDecompressedSize(payload);
            if (size > MaxDecodedBytes)
            {
                return BatchFailure.TooLarge;
            }

            if (_buffer.Length < (int)size)
            {
                _buffer = new byte[size];
            }

            int length = _decompressor.Unwrap(payload, _buffer);
            batch = Batch.Parser.ParseFrom(_buffer.AsSpan(0, length));
        }
        catch (Exception e) when (e is ZstdException or InvalidProtocolBufferException or OverflowException)
        {
            return BatchFailure.Undecodable;
        }

        BatchFailure failure = Validate(batch);
        if (failure != BatchFailure.None)
        {
            batch = null;
        }

        return failure;
    }

    /// <inheritdoc/>
    public void Dispose() => _decompressor.Dispose();

    private static BatchFailure Validate(Batch batch)
    {
        if (batch.Major != WireVersion.Major)
        {
            return BatchFailure.UnsupportedVersion;
        }

        return batch.OutboxId.Length == 16
            && batch.BootId.Length == 16
            && batch.Lane is Lane.Alert or Lane.Record
            && batch.FirstSequence > 0
            && batch.Count > 0
            && batch.Count == batch.Events.Count
            && batch.FirstSequence <= (ulong)long.MaxValue - batch.Count
            ? BatchFailure.None
            : BatchFailure.Inconsistent;
    }
}
