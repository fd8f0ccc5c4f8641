using System.Buffers.Binary;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// The counters of a lane. They are written with every batch, in the same transaction as the deletes that they count, so the newest
/// document tells them exactly and opening needs no scan.
/// </summary>
/// <param name="Next">The next sequence; everything below was accepted.</param>
/// <param name="Head">First sequence of the oldest batch not deleted; equals <paramref name="Next"/> when there is none. Batches are deleted oldest first.</param>
/// <param name="Last">First sequence of the newest batch ever committed; 0 when there was none.</param>
/// <param name="Acknowledged">Events confirmed by the cloud and deleted.</param>
/// <param name="Expired">Events given up by policy.</param>
/// <param name="Quarantined">Events that could not be read any more.</param>
/// <param name="BytesIn">Bytes of all batches ever stored.</param>
/// <param name="BytesOut">Bytes of all batches deleted.</param>
internal readonly record struct LaneMark(
    ulong Next, ulong Head, ulong Last, ulong Acknowledged, ulong Expired, ulong Quarantined, ulong BytesIn, ulong BytesOut)
{
    internal const int Size = 64;

    internal static LaneMark Start => new(1, 1, 0, 0, 0, 0, 0, 0);

    /// <summary>Bytes of the batches that the lane holds.</summary>
    internal long LiveBytes => (long)(BytesIn - BytesOut);

    internal static LaneMark Read(ReadOnlySpan<byte> bytes) => new(
        U(bytes, 0), U(bytes, 1), U(bytes, 2), U(bytes, 3), U(bytes, 4), U(bytes, 5), U(bytes, 6), U(bytes, 7));

    internal void Write(Span<byte> bytes)
    {
        ReadOnlySpan<ulong> values = [Next, Head, Last, Acknowledged, Expired, Quarantined, BytesIn, BytesOut];
        for (int index = 0; index < values.Length; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(index * 8)..], values[index]);
        }
    }

    private static ulong U(ReadOnlySpan<byte> bytes, int index) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..]);
}
