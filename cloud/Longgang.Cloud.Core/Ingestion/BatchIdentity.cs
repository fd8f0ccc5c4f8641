using System.Buffers.Binary;
using System.Globalization;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>What names a batch for ever: its outbox, its lane and where it starts.</summary>
/// <param name="Outbox">Outbox id, most significant byte first.</param>
/// <param name="Lane">The lane.</param>
/// <param name="FirstSequence">Lane sequence of the first event.</param>
/// <param name="Count">Number of events.</param>
public readonly record struct BatchIdentity(UInt128 Outbox, Lane Lane, long FirstSequence, uint Count)
{
    /// <summary>Lane sequence of the last event.</summary>
    public long LastSequence => FirstSequence + Count - 1;

    /// <summary>The identity in a batch's header, which the decoder has checked.</summary>
    public static BatchIdentity Of(Batch batch) =>
        new(OutboxOf(batch.OutboxId.Span), batch.Lane, (long)batch.FirstSequence, batch.Count);

    /// <summary>Reads the 16 bytes of an outbox id.</summary>
    public static UInt128 OutboxOf(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <summary>The 16 bytes of an outbox id.</summary>
    public static byte[] OutboxBytes(UInt128 outbox)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, outbox);
        return bytes;
    }

    /// <summary>The 32 hex digits of an outbox id.</summary>
    public static string OutboxText(UInt128 outbox) => outbox.ToString("x32", CultureInfo.InvariantCulture);
}
