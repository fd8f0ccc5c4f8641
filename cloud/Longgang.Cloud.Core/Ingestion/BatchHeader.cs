using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>
/// Reads as much of a batch's header as there is, for batches that do not decode as a whole. Boxes write fields in ascending order,
/// so the identity comes before the events and survives whatever is wrong with them.
/// </summary>
/// <param name="Gateway">The gateway named in it, empty when it was not reached.</param>
/// <param name="Major">The major version, 0 when it was not reached.</param>
/// <param name="Identity">The identity, when all of it was there and plausible.</param>
public sealed record BatchHeader(string Gateway, uint Major, BatchIdentity? Identity)
{
    /// <summary>Reads until the events, the end or the first thing that does not parse.</summary>
    public static BatchHeader Salvage(byte[] encoded, int length)
    {
        string gateway = string.Empty;
        uint major = 0;
        byte[] outbox = [];
        Lane lane = Lane.Unspecified;
        ulong first = 0;
        uint count = 0;
        using var input = new CodedInputStream(encoded, 0, length);
        try
        {
            for (uint tag = input.ReadTag(); tag != 0 && WireFormat.GetTagFieldNumber(tag) != Batch.EventsFieldNumber; tag = input.ReadTag())
            {
                switch (WireFormat.GetTagFieldNumber(tag))
                {
                    case Batch.MajorFieldNumber: major = input.ReadUInt32(); break;
                    case Batch.GatewayFieldNumber: gateway = input.ReadString(); break;
                    case Batch.OutboxIdFieldNumber: outbox = input.ReadBytes().ToByteArray(); break;
                    case Batch.LaneFieldNumber: lane = (Lane)input.ReadEnum(); break;
                    case Batch.FirstSequenceFieldNumber: first = input.ReadUInt64(); break;
                    case Batch.CountFieldNumber: count = input.ReadUInt32(); break;
                    default: input.SkipLastField(); break;
                }
            }
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidOperationException)
        {
            // Whatever was read before stands.
        }

        bool whole = outbox.Length == 16
            && lane is Lane.Alert or Lane.Record
            && first > 0
            && count > 0
            && first <= (ulong)long.MaxValue - count;
        return new BatchHeader(
            gateway,
            major,
            whole ? new BatchIdentity(BatchIdentity.OutboxOf(outbox), lane, (long)first, count) : null);
    }
}
