using System.Text.Json;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>Everything that a store serves.</summary>
internal sealed class DistrictView
{
    private const int Page = 1000;

    public Dictionary<long, ScanRecord> Scans { get; } = [];

    public Dictionary<long, ExportedEvent> Export { get; } = [];

    public Dictionary<string, AlertSnapshot> Alerts { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, AlertChange> Changes { get; } = [];

    public Dictionary<string, DeviceSummary> Devices { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, GatewaySummary> Gateways { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, LaneBooks> Lanes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Announcement> Announcements { get; } = new(StringComparer.Ordinal);

    public Dictionary<long, AnnouncementEntry> Entries { get; } = [];

    public Dictionary<(string Announcement, string Speaker), SpeakerPart> Parts { get; } = [];

    public Dictionary<(string Command, string Gateway), CommandAnswer> Answers { get; } = [];

    public Dictionary<string, DueCommand> Commands { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SpeakerRecord> Speakers { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Audio { get; } = new(StringComparer.Ordinal);

    public List<string> Security { get; } = [];

    public static async Task<DistrictView> ReadAsync(StoreUnderTest store)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        var view = new DistrictView();
        for (long after = 0; await store.Scans.ListAsync(null, after, Page, stop) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (ScanRecord scan in page)
            {
                view.Scans.Add(scan.Id, scan);
            }
        }

        foreach (ExportedEvent line in await store.ExportAsync())
        {
            view.Export.Add(line.Id, line);
        }

        foreach (AlertSnapshot alert in await store.Alerts.ListAsync(new AlertQuery(null, null, null, null, 10_000), stop))
        {
            view.Alerts.Add(alert.Id, alert);
        }

        for (long after = 0; await store.Alerts.ReadChangesAsync(after, Page, stop) is { Count: > 0 } page; after = page[^1].Number)
        {
            foreach (AlertChange change in page)
            {
                view.Changes.Add(change.Number, change);
            }
        }

        for (long after = 0; await store.Fleet.ListDevicesAsync(after, Page, stop) is { Count: > 0 } page; after = page[^1].Number)
        {
            foreach (DeviceSummary device in page)
            {
                view.Devices.Add(device.Id, device);

                // By the index, too: the same scans as without it.
                IReadOnlyList<ScanRecord> own = await store.Scans.ListAsync(device.Id, 0, 100_000, stop);
                Assert.Equal(view.Scans.Values.Where(scan => scan.Device == device.Id).Select(scan => scan.Id).Order(), own.Select(scan => scan.Id));
            }
        }

        foreach (GatewaySummary gateway in await store.Fleet.ListGatewaysAsync(stop))
        {
            view.Gateways.Add(gateway.Id, gateway);
        }

        foreach (LaneBooks books in await store.Ledger.ReadBooksAsync(stop))
        {
            view.Lanes.Add(books.Outbox, books);
        }

        await view.ReadAnnouncementsAsync(store, stop);
        view.Security.AddRange((await store.Security.ReadLatestAsync(10_000, stop)).Select(static (SecurityRecord record) => JsonSerializer.Serialize(record)));
        return view;
    }

    private async Task ReadAnnouncementsAsync(StoreUnderTest store, CancellationToken stop)
    {
        for (byte number = 1; number <= DistrictTruth.Announcements; number++)
        {
            string id = BatchFactory.AlertIdText(number);
            if (await store.Announcements.FindAsync(id, stop) is { } announcement)
            {
                Announcements.Add(id, announcement);
            }

            foreach (AnnouncementEntry entry in await store.Announcements.ReadHistoryAsync(id, stop))
            {
                Entries.Add(entry.Change, entry);
            }

            foreach (SpeakerPart part in await store.Announcements.ReadPartsAsync(id, 1, stop))
            {
                Parts.Add((id, part.Speaker), part);
            }

            foreach (CommandAnswer answer in await store.Commands.ReadAnswersAsync(id, stop))
            {
                Answers.Add((answer.Command, answer.Gateway), answer);
            }
        }

        foreach (DueCommand command in await store.Commands.ListDueAsync(BatchFactory.Start.AddDays(1).AddMinutes(1), Page, stop))
        {
            Commands.Add(command.Id, command);
        }

        foreach (SpeakerRecord speaker in await store.Speakers.ListAsync(removed: true, stop))
        {
            Speakers.Add(speaker.Device, speaker);
        }

        foreach ((string gateway, IReadOnlySet<string> hashes) in await store.Speakers.ReadAudioAsync(stop))
        {
            Audio.Add(gateway, string.Join(' ', hashes.Order(StringComparer.Ordinal)));
        }
    }
}
