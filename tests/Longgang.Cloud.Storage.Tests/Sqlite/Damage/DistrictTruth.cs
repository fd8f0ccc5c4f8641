using System.Globalization;
using Google.Protobuf;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Tests.Conformance;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>What was sent to a store, and therefore the truth: four boxes with scans, readings, states, alerts, speakers and their receipts, and figures of their own.</summary>
internal sealed class DistrictTruth
{
    private const int Boxes = 4;
    private const uint BatchEvents = 50;
    private const int SpeakersOfABox = 60;
    private readonly Dictionary<(string Device, ulong Sequence), (UInt128 Outbox, long Lane)> _places = [];
    private readonly Dictionary<string, ulong> _sequences = new(StringComparer.Ordinal);
    private readonly List<IngestItem.Readable> _records = [];
    private readonly List<IngestItem.Readable> _alerts = [];

    public DistrictTruth(int batchesPerBox)
    {
        for (int batch = 0; batch < batchesPerBox; batch++)
        {
            for (int box = 0; box < Boxes; box++)
            {
                _records.Add(RecordsOf(box, batch));
            }
        }

        for (int box = 0; box < Boxes; box++)
        {
            for (int batch = 0; batch < 10; batch++)
            {
                _alerts.Add(AlertsOf(box, batch));
            }

            _alerts.AddRange(SpeechOf(box));
        }
    }

    /// <summary>The first sequences of each alert lane are alerts; what follows is about speakers.</summary>
    public const int AlertEventsOfABox = 60;

    /// <summary>Announcements, numbered from 1.</summary>
    public static byte Announcements => 5;

    /// <summary>Batches of the record lanes in the order of their first delivery.</summary>
    public IReadOnlyList<IngestItem.Readable> Records => _records;

    public IReadOnlyList<IngestItem.Readable> Alerts => _alerts;

    /// <summary>Events with a device sequence: each is visible once.</summary>
    public int Visible => _places.Count;

    public static UInt128 RecordOutbox(int box) => (UInt128)(0x1100 + box);

    public static UInt128 AlertOutbox(int box) => (UInt128)(0x2200 + box);

    /// <summary>Where a device's event stands: its outbox and its lane sequence.</summary>
    public (UInt128 Outbox, long Lane) PlaceOf(string device, long sequence) => _places[(device, (ulong)sequence)];

    /// <summary>The boxes' own figures: everything is accepted, nothing is pending.</summary>
    public async Task SayAsync(StoreUnderTest store)
    {
        for (int box = 0; box < Boxes; box++)
        {
            await store.Fleet.RecordStatusAsync(
                Gateway(box),
                new GatewayStatus
                {
                    Major = WireVersion.Major,
                    Online = true,
                    Version = "1.2.3",
                    BootId = ByteString.CopyFrom(new byte[16]),
                    Policy = "policy-1",
                    Lanes =
                    {
                        LaneOf(Lane.Record, RecordOutbox(box), _records),
                        LaneOf(Lane.Alert, AlertOutbox(box), _alerts),
                    },
                },
                BatchFactory.Start,
                TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends everything, with an orderly stop half-way so that a part lies in snapshots and indexes, and people handling alerts.</summary>
    public async Task FillAsync(SqliteUnderTest store)
    {
        foreach (IngestItem[] group in _records.Chunk(4))
        {
            await store.CommitAsync(group);
            if (ReferenceEquals(group[0], _records[_records.Count / 8 * 4]))
            {
                await store.RestartAsync();
            }
        }

        foreach (IngestItem[] group in _alerts.Chunk(4))
        {
            await store.CommitAsync(group);
        }

        for (byte id = 1; id <= Announcements; id++)
        {
            await AnnouncementFactory.DispatchAsync(store, id, "silent-1", "silent-2");
        }

        for (byte id = 1; id <= 20; id++)
        {
            await store.Alerts.ApplyAsync(
                BatchFactory.AlertIdText(id), new AlertCommand(AlertChangeKind.Acknowledged, "officer", Comment: $"alert {id}"), TestContext.Current.CancellationToken);
        }

        await SayAsync(store);
    }

    private static string Gateway(int box) => string.Create(CultureInfo.InvariantCulture, $"gw-{box:000}");

    private static LaneStatus LaneOf(Lane lane, UInt128 outbox, List<IngestItem.Readable> batches)
    {
        ByteString id = ByteString.CopyFrom(BatchIdentity.OutboxBytes(outbox));
        ulong accepted = batches.Where(batch => batch.Batch.OutboxId.Equals(id)).Max(batch => batch.Batch.FirstSequence + batch.Batch.Count - 1);
        return new LaneStatus { Lane = lane, OutboxId = id, Accepted = accepted, Acknowledged = accepted };
    }

    /// <summary>What a box says about speakers, in batches of the alert lane behind its alerts.</summary>
    private static IEnumerable<IngestItem.Readable> SpeechOf(int box)
    {
        var factory = new BatchFactory(Gateway(box), AlertOutbox(box), Lane.Alert);
        string[] speakers = [.. Enumerable.Range(0, SpeakersOfABox).Select(i => string.Create(CultureInfo.InvariantCulture, $"speaker-{(box * 100) + i:0000}"))];
        List<Event> events = [.. speakers.Select(speaker => BatchFactory.Speaker(speaker, labels: [speaker, "outdoor"])), BatchFactory.AudioHeld(1, 2, (byte)box)];
        for (byte id = 1; id <= Announcements; id++)
        {
            events.Add(BatchFactory.Answer(id, CommandStatus.Taken, SpeakersOfABox));
            for (uint step = 1; step <= 3; step++)
            {
                events.AddRange(speakers.Select(speaker => BatchFactory.Receipt(id, speaker, step, (ReceiptState)step, last: step == 3, reason: speaker)));
            }
        }

        ulong sequence = AlertEventsOfABox + 1;
        foreach (Event[] part in events.Chunk(40))
        {
            yield return factory.Item(sequence, part);
            sequence += (ulong)part.Length;
        }
    }

    private IngestItem.Readable RecordsOf(int box, int batch)
    {
        var factory = new BatchFactory(Gateway(box), RecordOutbox(box));
        ulong first = ((ulong)batch * BatchEvents) + 1;
        return factory.Item(first, Enumerable.Range(0, (int)BatchEvents).Select(i => EventOf(box, batch, i, (long)first + i)));
    }

    private Event EventOf(int box, int batch, int i, long lane)
    {
        string device = string.Create(CultureInfo.InvariantCulture, $"{(i % 12 == 5 ? "sensor" : "sentinel")}-{(box * 100) + (i % 7):0000}");
        if (i == 49)
        {
            return new Event { Device = device, Area = "440307003002", Time = BatchFactory.Scan(device, 1).Time, State = new DeviceState { Online = true, Firmware = "2.0" } };
        }

        ulong sequence = _sequences[device] = _sequences.GetValueOrDefault(device) + 1;
        _places.Add((device, sequence), (RecordOutbox(box), lane));
        Event item = i % 12 == 5 ? BatchFactory.Reading(device, sequence) : BatchFactory.Scan(device, sequence);
        if (item.Scan is { } scan)
        {
            scan.TemperatureCentiCelsius = 3600 + (int)(sequence % 150);
            scan.Masked = string.Create(CultureInfo.InvariantCulture, $"44178{batch % 10}********{sequence % 10_000:0000}");
            scan.GateOpened = sequence % 3 != 0;
        }

        return item;
    }

    private IngestItem.Readable AlertsOf(int box, int batch)
    {
        var factory = new BatchFactory(Gateway(box), AlertOutbox(box), Lane.Alert);
        int number = (box * 60) + (batch * 6);
        List<Event> events = [.. Enumerable.Range(0, 5).Select(i => BatchFactory.Alert(
            (byte)(number + i + 1),
            string.Create(CultureInfo.InvariantCulture, $"sentinel-{box * 100:0000}"),
            (ulong)(1 + (batch * 6) + i)))];
        events.Add(new Event { Device = "sentinel-0001", Time = events[0].Time, Security = new SecurityEvent { Kind = SecurityKind.Unspecified, Detail = $"detail {number}", Count = 1 } });
        return factory.Item(((ulong)batch * 6) + 1, events);
    }
}
