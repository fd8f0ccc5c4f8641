using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>One received batch on its way into the store.</summary>
/// <param name="Gateway">The box that published it, as authenticated by the transport.</param>
/// <param name="Payload">The payload as it came. Valid until the commit has completed.</param>
/// <param name="Crc32C">Checksum over <paramref name="Payload"/>.</param>
/// <param name="ReceivedAt">When the transport received it.</param>
public abstract record IngestItem(string Gateway, ReadOnlyMemory<byte> Payload, uint Crc32C, DateTimeOffset ReceivedAt)
{
    /// <summary>A batch that decodes and whose events are sound.</summary>
    /// <param name="Gateway">The box.</param>
    /// <param name="Payload">As it came.</param>
    /// <param name="Crc32C">Checksum.</param>
    /// <param name="ReceivedAt">When it came.</param>
    /// <param name="Batch">The decoded batch.</param>
    public sealed record Readable(string Gateway, ReadOnlyMemory<byte> Payload, uint Crc32C, DateTimeOffset ReceivedAt, Batch Batch)
        : IngestItem(Gateway, Payload, Crc32C, ReceivedAt);

    /// <summary>A batch that arrived intact and makes no sense: to be kept as it came, with the reason.</summary>
    /// <param name="Gateway">The box.</param>
    /// <param name="Payload">As it came.</param>
    /// <param name="Crc32C">Checksum.</param>
    /// <param name="ReceivedAt">When it came.</param>
    /// <param name="Identity">Which batch it is, when its header could be read.</param>
    /// <param name="Reason">Why it is not readable, for people.</param>
    public sealed record Unreadable(
        string Gateway,
        ReadOnlyMemory<byte> Payload,
        uint Crc32C,
        DateTimeOffset ReceivedAt,
        BatchIdentity? Identity,
        string Reason)
        : IngestItem(Gateway, Payload, Crc32C, ReceivedAt);
}
