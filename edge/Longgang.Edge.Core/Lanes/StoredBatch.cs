namespace Longgang.Edge.Core.Lanes;

/// <summary>A committed batch as it lies in the store and goes over the wire.</summary>
/// <param name="Outbox">The store file that it came from.</param>
/// <param name="FirstSequence">Lane sequence of its first event.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Payload">zstd frame of the encoded <c>Batch</c>.</param>
/// <param name="Crc32C">Checksum of <paramref name="Payload"/>, verified when it was read.</param>
public sealed record StoredBatch(OutboxId Outbox, ulong FirstSequence, uint Count, ReadOnlyMemory<byte> Payload, uint Crc32C);
