using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>A batch as a transport received it.</summary>
/// <param name="Gateway">The box, as authenticated by the transport.</param>
/// <param name="Lane">The lane that its topic names.</param>
/// <param name="Payload">The payload, owned by the receiver from here on.</param>
/// <param name="ExpectedCrc">The checksum that travelled beside it, if any.</param>
/// <param name="ClaimedIdentity">The identity that travelled beside it, if any.</param>
/// <param name="ReceivedAt">When.</param>
/// <param name="Route">Where the acknowledgement goes.</param>
public sealed record ReceivedBatch(
    string Gateway,
    Lane Lane,
    ReadOnlyMemory<byte> Payload,
    uint? ExpectedCrc,
    BatchIdentity? ClaimedIdentity,
    DateTimeOffset ReceivedAt,
    IAckRoute Route);
