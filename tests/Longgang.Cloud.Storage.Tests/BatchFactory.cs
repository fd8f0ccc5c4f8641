using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using ZstdSharp;

namespace Longgang.Cloud.Storage.Tests;

/// <summary>Makes batches as a box would.</summary>
public sealed class BatchFactory(string gateway = "gw-001", UInt128? outbox = null, Lane lane = Lane.Record)
{
    public static readonly DateTimeOffset Start = new(2022, 3, 14, 0, 0, 0, TimeSpan.Zero);

    public string Gateway { get; } = gateway;

    public UInt128 Outbox { get; } = outbox ?? (UInt128)0xA1;

    public Lane Lane { get; } = lane;

    public static Event Scan(string device, ulong seq, ulong epoch = 1, DateTimeOffset? at = null) => new()
    {
        Device = device,
        DeviceEpoch = epoch,
        DeviceSequence = seq,
        Area = "440307003002",
        Time = Stamp(at ?? Start.AddSeconds(seq)),
        Scan = new Scan
        {
            Direction = Direction.In,
            Credential = CredentialKind.Qr,
            Person = ByteString.CopyFrom(new byte[16]),
            Masked = "441781********3514",
            TemperatureCentiCelsius = 3650,
            Colour = HealthColour.Green,
            TestResult = Contracts.Wire.TestResult.Negative,
            TestedUnixS = 1_647_000_000,
            Verdict = Verdict.Pass,
            Reasons = { Reason.DataStale },
            GateOpened = true,
            Policy = "policy-1",
        },
    };

    public static Event Reading(string device, ulong seq) => new()
    {
        Device = device,
        DeviceEpoch = 1,
        DeviceSequence = seq,
        Area = "440307003002",
        Time = Stamp(Start.AddSeconds(seq)),
        Reading = new Reading { Quantity = "temperature", Value = 27.3, Unit = "Cel" },
    };

    public static Event Alert(byte id, string device, ulong seq, bool repeat = false, Severity severity = Severity.Orange, string area = "440307003002", AlertCategory category = AlertCategory.Fever) => new()
    {
        Device = device,
        DeviceEpoch = 1,
        DeviceSequence = seq,
        Area = area,
        Time = Stamp(Start.AddSeconds(seq)),
        Alert = new Alert
        {
            Id = AlertId(id),
            Category = category,
            Severity = severity,
            Person = ByteString.CopyFrom(new byte[16]),
            Masked = "441781********3514",
            Reasons = { Reason.TemperatureHigh },
            TemperatureCentiCelsius = 3810,
            Repeat = repeat,
        },
    };

    public static Event Receipt(
        byte announcement, string speaker, uint step, ReceiptState state = ReceiptState.Accepted, bool last = false, string reason = "", uint occurrence = 1, string area = "440307003002") => new()
        {
            Device = speaker,
            Area = area,
            Time = Stamp(Start.AddSeconds(step)),
            SpeakerReceipt = new SpeakerReceipt
            {
                Announcement = AlertId(announcement),
                Occurrence = occurrence,
                Command = AlertId(announcement),
                Step = step,
                State = state,
                Reason = reason,
                Last = last,
                Attempt = 1,
                PlayedMs = step * 100,
                Evidence = Evidence.Speaker,
            },
        };

    public static Event Answer(byte command, CommandStatus status, uint speakers, string reason = "") => new()
    {
        Time = Stamp(Start),
        CommandReceipt = new CommandReceipt { Command = AlertId(command), Status = status, Reason = reason, Speakers = speakers },
    };

    public static Event Speaker(string speaker, Reach reach = Reach.Online, string area = "440307003002", bool removed = false, params IEnumerable<string> labels) => new()
    {
        Device = speaker,
        Area = area,
        Time = Stamp(Start),
        SpeakerReport = new SpeakerReport
        {
            Reach = reach,
            Labels = { labels },
            Position = new Point { LatitudeE6 = 22_688_000, LongitudeE6 = 114_128_000 },
            Group = "group-1",
            Adapter = "mqtt",
            Languages = { "zh-CN", "en" },
            Removed = removed,
        },
    };

    public static Event AudioHeld(params IEnumerable<byte> hashes) => new()
    {
        Time = Stamp(Start),
        AudioReport = new AudioReport { Sha256 = { hashes.Select(Hash) } },
    };

    public static ByteString Hash(byte id) => ByteString.CopyFrom([.. new byte[31], id]);

    public static string HashText(byte id) => Convert.ToHexStringLower(Hash(id).Span);

    public static ByteString AlertId(byte id)
    {
        var bytes = new byte[16];
        bytes[15] = id;
        return ByteString.CopyFrom(bytes);
    }

    public static string AlertIdText(byte id) => Convert.ToHexStringLower(AlertId(id).Span);

    public static Event Ledger(LedgerKind kind, UInt128 outbox, Lane lane, ulong first, ulong last) => new()
    {
        Time = Stamp(Start),
        Ledger = new LedgerEntry
        {
            Kind = kind,
            Lane = lane,
            OutboxId = ByteString.CopyFrom(BatchIdentity.OutboxBytes(outbox)),
            FirstSequence = first,
            LastSequence = last,
            Reason = "disk bound",
        },
    };

    public Batch Make(ulong first, params IEnumerable<Event> events)
    {
        var batch = new Batch
        {
            Major = WireVersion.Major,
            Minor = WireVersion.Minor,
            Gateway = Gateway,
            OutboxId = ByteString.CopyFrom(BatchIdentity.OutboxBytes(Outbox)),
            Lane = Lane,
            FirstSequence = first,
            BootId = ByteString.CopyFrom(new byte[16]),
        };
        batch.Events.AddRange(events);
        batch.Count = (uint)batch.Events.Count;
        return batch;
    }

    public IngestItem.Readable Item(ulong first, params IEnumerable<Event> events) => Item(Make(first, events));

    public IngestItem.Readable Item(Batch batch)
    {
        byte[] payload = Encode(batch);
        return new IngestItem.Readable(Gateway, payload, Crc32C.Compute(payload), Start, batch);
    }

    /// <summary>A batch of scans whose device sequences are the lane sequences.</summary>
    public IngestItem.Readable Scans(ulong first, uint count, string device = "sentinel-0001") =>
        Item(first, Enumerable.Range(0, (int)count).Select(i => Scan(device, first + (ulong)i)));

    public static byte[] Encode(Batch batch)
    {
        using var compressor = new Compressor();
        return compressor.Wrap(batch.ToByteArray()).ToArray();
    }

    private static EventTime Stamp(DateTimeOffset at) => new()
    {
        DeviceUnixUs = at.ToUnixTimeMilliseconds() * 1000,
        BoxUnixUs = at.ToUnixTimeMilliseconds() * 1000,
        MonotonicUs = 1,
        Quality = ClockQuality.Synchronized,
    };
}
