using System.Buffers;
using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Outbox.Appending;

/// <summary>
/// One event on its way to the disk: already encoded as it will lie in the batch, on the caller's own thread, and the caller's pending
/// result. Pooled; the caller awaits it exactly once.
/// </summary>
internal sealed class PendingAppend : IValueTaskSource<ulong>
{
    private const int MostSpare = 8192;
    private const byte EventsTag = (Batch.EventsFieldNumber << 3) | 2; // length-delimited
    private static readonly ConcurrentQueue<PendingAppend> Spare = new();

    // Completed on a pool thread that does nothing else (LaneCommit), so what the caller does next needs no thread of its own.
    private ManualResetValueTaskSourceCore<ulong> _core;
    private byte[] _bytes = [];

    /// <summary>Tag, length and event: what <c>repeated Event events</c> looks like on the wire.</summary>
    internal ReadOnlySpan<byte> Encoded => _bytes.AsSpan(0, Length);

    internal int Length { get; private set; }

    internal string Device { get; private set; } = "";

    internal ulong DeviceEpoch { get; private set; }

    internal ulong DeviceSequence { get; private set; }

    /// <summary>Whether somebody stands and waits for it, so that it is not held back for company.</summary>
    internal bool Urgent { get; private set; }

    internal ValueTask<ulong> Result => new(this, _core.Version);

    internal static PendingAppend Rent(Event item, bool urgent)
    {
        PendingAppend pending = Spare.TryDequeue(out PendingAppend? spare) ? spare : new PendingAppend();
        int size = item.CalculateSize();
        byte[] bytes = ArrayPool<byte>.Shared.Rent(size + 6);
        int position = 0;
        bytes[position++] = EventsTag;
        uint rest = (uint)size;
        for (; rest > 0x7F; rest >>= 7)
        {
            bytes[position++] = (byte)(rest | 0x80);
        }

        bytes[position++] = (byte)rest;
        item.WriteTo(bytes.AsSpan(position, size));
        pending._bytes = bytes;
        pending.Length = position + size;
        pending.Device = item.Device;
        pending.DeviceEpoch = item.DeviceEpoch;
        pending.DeviceSequence = item.DeviceSequence;
        pending.Urgent = urgent;
        return pending;
    }

    /// <summary>Gives the bytes back once they are in a batch.</summary>
    internal void ReleaseBytes()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    internal void Complete(ulong sequence) => _core.SetResult(sequence);

    internal void Fail(Exception exception)
    {
        if (_bytes.Length > 0)
        {
            ReleaseBytes();
        }

        _core.SetException(exception);
    }

    ulong IValueTaskSource<ulong>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            if (Spare.Count < MostSpare)
            {
                Spare.Enqueue(this);
            }
        }
    }

    ValueTaskSourceStatus IValueTaskSource<ulong>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ulong>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
