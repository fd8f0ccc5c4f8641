using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using ZstdSharp;

namespace Longgang.Edge.Outbox.Appending;

/// <summary>
/// Makes the payload of a batch: the header's fields, then the events as their callers encoded them, then zstd level 1. Belongs to one
/// thread; its buffers are reused.
/// </summary>
internal sealed class BatchEncoder(LaneOptions options) : IDisposable
{
    private readonly Compressor _compressor = new(1);
    private readonly ByteString _bootId = ByteString.CopyFrom(options.BootId.Span);
    private byte[] _plain = new byte[options.MaxBatchBytes + 1024];
    private byte[] _compressed = new byte[Compressor.GetCompressBound(options.MaxBatchBytes + 1024)];

    /// <summary>The compressor, for whatever else the owner compresses.</summary>
    internal Compressor Compressor => _compressor;

    /// <summary>Encodes the events, in their order, as the batch that starts at <paramref name="first"/>.</summary>
    internal byte[] Encode(OutboxId outbox, ulong first, IReadOnlyList<PendingAppend> events)
    {
        int length = BeginPlain(outbox, first, (uint)events.Count, _bootId, events.Sum(static item => item.Length));
        foreach (PendingAppend item in events)
        {
            item.Encoded.CopyTo(_plain.AsSpan(length));
            length += item.Length;
        }

        return Compress(length);
    }

    /// <summary>The same events under another identity: for what was salvaged. The boot id is that of the events.</summary>
    internal byte[] Readdress(OutboxId outbox, ulong first, Batch batch)
    {
        batch.OutboxId = ByteString.CopyFrom(outbox.ToByteArray());
        batch.FirstSequence = first;
        int length = batch.CalculateSize();
        EnsurePlain(length);
        batch.WriteTo(_plain.AsSpan(0, length));
        return Compress(length);
    }

    public void Dispose() => _compressor.Dispose();

    private int BeginPlain(OutboxId outbox, ulong first, uint count, ByteString bootId, int eventBytes)
    {
        var header = new Batch
        {
            Major = WireVersion.Major,
            Minor = WireVersion.Minor,
            Gateway = options.GatewayId,
            OutboxId = ByteString.CopyFrom(outbox.ToByteArray()),
            Lane = options.Kind,
            FirstSequence = first,
            Count = count,
            BootId = bootId,
        };
        int length = header.CalculateSize();
        EnsurePlain(length + eventBytes);
        header.WriteTo(_plain.AsSpan(0, length));
        return length;
    }

    private void EnsurePlain(int length)
    {
        if (_plain.Length < length)
        {
            _plain = new byte[length];
            _compressed = new byte[Compressor.GetCompressBound(length)];
        }
    }

    private byte[] Compress(int length) => _compressed.AsSpan(0, _compressor.Wrap(_plain.AsSpan(0, length), _compressed)).ToArray();
}
