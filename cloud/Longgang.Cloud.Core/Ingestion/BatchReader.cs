using Google.Protobuf;
using Longgang.Cloud.Core.Security;
using Longgang.Contracts.Wire;
using ZstdSharp;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Reads received payloads. Pure but for its buffers; not thread-safe, so every decoding loop has its own.</summary>
public sealed class BatchReader : IDisposable
{
    private readonly BatchDecoder _decoder = new();

    /// <summary>Reads one payload; whatever it contains, there is an answer.</summary>
    public BatchReading Read(ReceivedBatch received)
    {
        uint crc = Crc32C.Compute(received.Payload.Span);
        if (received.ExpectedCrc is { } expected && expected != crc)
        {
            // The header may be damaged too. A wrong identity names a batch that the box does not have, which it ignores.
            BatchIdentity? identity = received.ClaimedIdentity ?? Salvage(received.Payload.Span).Identity;
            return Answer(identity, AckStatus.Corrupt, $"corrupt: checksum is {crc:x8}, announced was {expected:x8}. Send it again from disk.");
        }

        BatchFailure failure = _decoder.TryDecode(received.Payload.Span, null, out Batch? batch);
        if (failure == BatchFailure.None && batch is not null)
        {
            return Judge(received, crc, batch);
        }

        BatchHeader header = Salvage(received.Payload.Span);
        BatchIdentity? named = header.Identity ?? received.ClaimedIdentity;
        if (failure == BatchFailure.UnsupportedVersion)
        {
            return Answer(named, AckStatus.Refused, $"unsupported-version: major {header.Major}, this cloud reads {WireVersion.Major}. Update the cloud, then send it again.");
        }

        if (header.Gateway.Length > 0 && header.Gateway != received.Gateway)
        {
            return Foreign(received, named, header.Gateway);
        }

        return Unreadable(received, crc, named, failure switch
        {
            BatchFailure.TooLarge => "too-large: larger than any box makes them",
            BatchFailure.Inconsistent => "inconsistent: its header contradicts itself or its events",
            _ => "undecodable: neither zstd nor protobuf can read it",
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    /// <summary>The acknowledgement of an outcome.</summary>
    public static Ack AckOf(BatchOutcome outcome) => MakeAck(outcome.Identity, outcome.Status, outcome.Reason);

    private static BatchReading Judge(ReceivedBatch received, uint crc, Batch batch)
    {
        BatchIdentity identity = BatchIdentity.Of(batch);
        if (batch.Gateway != received.Gateway)
        {
            return Foreign(received, identity, batch.Gateway);
        }

        if (batch.Lane != received.Lane)
        {
            return Unreadable(received, crc, identity, $"inconsistent: a batch of lane {batch.Lane} on the topic of lane {received.Lane}");
        }

        return BatchInspection.FindProblem(batch) is { } problem
            ? Unreadable(received, crc, identity, "inconsistent: " + problem)
            : new BatchReading(new IngestItem.Readable(received.Gateway, received.Payload, crc, received.ReceivedAt, batch), null, null);
    }

    private static BatchReading Foreign(ReceivedBatch received, BatchIdentity? identity, string claimed)
    {
        string name = claimed.Length <= 64 ? claimed : claimed[..64];
        return Answer(identity, AckStatus.Refused, $"foreign-gateway: the batch names '{name}'. Only its own box may send it.") with
        {
            Security = new SecurityRecord(received.ReceivedAt, received.Gateway, SecurityKind.TopicForeign, $"batch of gateway '{name}'"),
        };
    }

    private static BatchReading Unreadable(ReceivedBatch received, uint crc, BatchIdentity? identity, string reason) =>
        new(new IngestItem.Unreadable(received.Gateway, received.Payload, crc, received.ReceivedAt, identity, reason), null, null);

    private static BatchReading Answer(BatchIdentity? identity, AckStatus status, string reason) => new(null, MakeAck(identity, status, reason), null);

    private static Ack MakeAck(BatchIdentity? identity, AckStatus status, string reason)
    {
        var ack = new Ack { Status = status, Reason = reason };
        if (identity is { } known)
        {
            ack.OutboxId = ByteString.CopyFrom(BatchIdentity.OutboxBytes(known.Outbox));
            ack.Lane = known.Lane;
            ack.FirstSequence = (ulong)known.FirstSequence;
            ack.Count = known.Count;
        }

        return ack;
    }

    private static BatchHeader Salvage(ReadOnlySpan<byte> payload)
    {
        try
        {
            ulong size = Decompressor.GetDecompressedSize(payload);
            if (size is > 0 and <= BatchDecoder.MaxDecodedBytes)
            {
                using var decompressor = new Decompressor();
                var buffer = new byte[size];
                return BatchHeader.Salvage(buffer, decompressor.Unwrap(payload, buffer));
            }
        }
        catch (Exception e) when (e is ZstdException or OverflowException)
        {
            // Then nothing is known of it.
        }

        return new BatchHeader(string.Empty, 0, null);
    }
}
