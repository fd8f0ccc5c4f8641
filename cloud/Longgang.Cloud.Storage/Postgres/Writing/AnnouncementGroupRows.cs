using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// What the boxes of a group say about announcements, folded already within the group: one row a speaker's part, answer, speaker and box, each kind in one statement with arrays.
/// </summary>
internal sealed class AnnouncementGroupRows(AreaNumbers areas)
{
    private readonly Dictionary<(UInt128 Announcement, int Occurrence, string Speaker), PartRow> _parts = [];
    private readonly Dictionary<(UInt128 Command, string Gateway), AnswerRow> _answers = [];
    private readonly Dictionary<(string Speaker, string Gateway), SpeakerRow> _speakers = [];
    private readonly Dictionary<string, AudioRow> _audio = new(StringComparer.Ordinal);

    /// <summary>Whether an event belongs here.</summary>
    public static bool Takes(Event item) => AnnouncementRules.IsConsistent(item);

    public void Add(Event item, string gateway, BatchRow batch, long sequence)
    {
        switch (item.BodyCase)
        {
            case Event.BodyOneofCase.SpeakerReceipt:
                Add(item, gateway);
                break;
            case Event.BodyOneofCase.CommandReceipt:
                Add(item.CommandReceipt, gateway, batch.ReceivedUs);
                break;
            case Event.BodyOneofCase.SpeakerReport:
                if (!_speakers.TryGetValue((item.Device, gateway), out SpeakerRow? speaker) || (batch.Outbox, sequence).CompareTo((speaker.Outbox, speaker.Sequence)) > 0)
                {
                    _speakers[(item.Device, gateway)] = new SpeakerRow(item.Device, gateway, batch.Outbox, sequence, areas.Of(item.Area), item.SpeakerReport, batch.ReceivedUs);
                }

                break;
            default:
                if (!_audio.TryGetValue(gateway, out AudioRow? audio) || (batch.Outbox, sequence).CompareTo((audio.Outbox, audio.Sequence)) > 0)
                {
                    _audio[gateway] = new AudioRow(gateway, batch.Outbox, sequence, [.. item.AudioReport.Sha256.SelectMany(hash => hash)], batch.ReceivedUs);
                }

                break;
        }
    }

    /// <summary>Adds the statements.</summary>
    /// <param name="batch">The batch of the transaction that holds the lock on the numbers.</param>
    /// <param name="last">The highest number that was given.</param>
    /// <returns>The highest number afterwards. Rows that turn out to change nothing leave holes.</returns>
    public long AddTo(NpgsqlBatch batch, long last)
    {
        long before = last;
        last = AddPartsTo(batch, last);
        last = AddAnswersTo(batch, last);
        AddSpeakersTo(batch);
        AddAudioTo(batch);
        if (last > before)
        {
            batch.Add(AnnouncementSql.SetLast, last).Add(AnnouncementSql.Notify, last.ToString(CultureInfo.InvariantCulture));
        }

        return last;
    }

    private void Add(Event item, string gateway)
    {
        SpeakerReceipt receipt = item.SpeakerReceipt;
        (UInt128, int, string) key = (BatchIdentity.OutboxOf(receipt.Announcement.Span), (int)receipt.Occurrence, item.Device);
        if (!_parts.TryGetValue(key, out PartRow? stands) || receipt.Step > stands.Step)
        {
            long area = areas.Of(item.Area);
            _parts[key] = new PartRow(
                receipt.Announcement.ToByteArray(),
                (int)receipt.Occurrence,
                item.Device,
                gateway,
                area > 0 ? area : stands?.Area ?? 0,
                receipt.Step,
                (int)receipt.State,
                receipt.Reason,
                receipt.Last,
                (int)receipt.Attempt,
                receipt.PlayedMs,
                (int)receipt.Evidence,
                item.Time.BoxUnixUs);
        }
    }

    private void Add(CommandReceipt receipt, string gateway, long receivedUs)
    {
        (UInt128, string) key = (BatchIdentity.OutboxOf(receipt.Command.Span), gateway);
        if (!_answers.TryGetValue(key, out AnswerRow? stands) || stands.Status != (int)CommandStatus.Taken)
        {
            _answers[key] = new AnswerRow(receipt.Command.ToByteArray(), gateway, (int)receipt.Status, receipt.Reason, (int)receipt.Speakers, receivedUs);
        }
    }

    private long AddPartsTo(NpgsqlBatch batch, long last)
    {
        if (_parts.Count == 0)
        {
            return last;
        }

        PartRow[] rows = [.. _parts.Values];
        batch.Add(
            "INSERT INTO speaker_parts AS p (announcement, occurrence, speaker, change, gateway, area, step, state, reason, last, attempt, played_ms, evidence, box_us) "
            + "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
            + "ON CONFLICT (announcement, occurrence, speaker) DO UPDATE SET change = excluded.change, gateway = excluded.gateway, "
            + "area = CASE WHEN excluded.area > 0 THEN excluded.area ELSE p.area END, "
            + "step = excluded.step, state = excluded.state, reason = excluded.reason, last = excluded.last, attempt = excluded.attempt, played_ms = excluded.played_ms, "
            + "evidence = excluded.evidence, box_us = excluded.box_us, closed_us = NULL WHERE excluded.step > p.step",
            rows.Select(row => row.Announcement).ToArray(),
            rows.Select(row => row.Occurrence).ToArray(),
            rows.Select(row => row.Speaker).ToArray(),
            rows.Select((_, i) => last + 1 + i).ToArray(),
            rows.Select(row => row.Gateway).ToArray(),
            rows.Select(row => row.Area).ToArray(),
            rows.Select(row => row.Step).ToArray(),
            rows.Select(row => row.State).ToArray(),
            rows.Select(row => row.Reason).ToArray(),
            rows.Select(row => row.Last).ToArray(),
            rows.Select(row => row.Attempt).ToArray(),
            rows.Select(row => row.PlayedMs).ToArray(),
            rows.Select(row => row.Evidence).ToArray(),
            rows.Select(row => row.BoxUs).ToArray());
        return last + rows.Length;
    }

    private long AddAnswersTo(NpgsqlBatch batch, long last)
    {
        if (_answers.Count == 0)
        {
            return last;
        }

        // A command that the box has taken stays taken, however late and expired it is delivered again.
        AnswerRow[] rows = [.. _answers.Values];
        batch.Add(
            "INSERT INTO command_boxes AS b (command, gateway, change, status, reason, speakers, answered_us, sent) "
            + "SELECT n.*, 0 FROM unnest($1, $2, $3, $4, $5, $6, $7) AS n "
            + "ON CONFLICT (command, gateway) DO UPDATE SET change = excluded.change, status = excluded.status, reason = excluded.reason, speakers = excluded.speakers, "
            + "answered_us = excluded.answered_us, again_us = NULL "
            + "WHERE b.status <> 1 AND (b.status, b.reason, b.speakers) IS DISTINCT FROM (excluded.status, excluded.reason, excluded.speakers)",
            rows.Select(row => row.Command).ToArray(),
            rows.Select(row => row.Gateway).ToArray(),
            rows.Select((_, i) => last + 1 + i).ToArray(),
            rows.Select(row => row.Status).ToArray(),
            rows.Select(row => row.Reason).ToArray(),
            rows.Select(row => row.Speakers).ToArray(),
            rows.Select(row => row.AnsweredUs).ToArray());
        return last + rows.Length;
    }

    private void AddSpeakersTo(NpgsqlBatch batch)
    {
        if (_speakers.Count == 0)
        {
            return;
        }

        // Of a speaker that is gone its last description stays.
        SpeakerRow[] rows = [.. _speakers.Values];
        batch.Add(
            "INSERT INTO speakers AS s (speaker, gateway, outbox, sequence, area, reach, labels, latitude_e6, longitude_e6, play_group, adapter, languages, removed, received_us) "
            + "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
            + "ON CONFLICT (speaker, gateway) DO UPDATE SET outbox = excluded.outbox, sequence = excluded.sequence, removed = excluded.removed, received_us = excluded.received_us, "
            + "area = CASE WHEN excluded.removed THEN s.area ELSE excluded.area END, "
            + "reach = CASE WHEN excluded.removed THEN s.reach ELSE excluded.reach END, "
            + "labels = CASE WHEN excluded.removed THEN s.labels ELSE excluded.labels END, "
            + "latitude_e6 = CASE WHEN excluded.removed THEN s.latitude_e6 ELSE excluded.latitude_e6 END, "
            + "longitude_e6 = CASE WHEN excluded.removed THEN s.longitude_e6 ELSE excluded.longitude_e6 END, "
            + "play_group = CASE WHEN excluded.removed THEN s.play_group ELSE excluded.play_group END, "
            + "adapter = CASE WHEN excluded.removed THEN s.adapter ELSE excluded.adapter END, "
            + "languages = CASE WHEN excluded.removed THEN s.languages ELSE excluded.languages END "
            + "WHERE (excluded.outbox, excluded.sequence) > (s.outbox, s.sequence)",
            rows.Select(row => row.Speaker).ToArray(),
            rows.Select(row => row.Gateway).ToArray(),
            rows.Select(row => row.Outbox).ToArray(),
            rows.Select(row => row.Sequence).ToArray(),
            rows.Select(row => row.Area).ToArray(),
            rows.Select(row => (int)row.Report.Reach).ToArray(),
            rows.Select(row => string.Join('\n', row.Report.Labels)).ToArray(),
            rows.Select(row => row.Report.Position?.LatitudeE6).ToArray(),
            rows.Select(row => row.Report.Position?.LongitudeE6).ToArray(),
            rows.Select(row => row.Report.Group).ToArray(),
            rows.Select(row => row.Report.Adapter).ToArray(),
            rows.Select(row => string.Join('\n', row.Report.Languages)).ToArray(),
            rows.Select(row => row.Report.Removed).ToArray(),
            rows.Select(row => row.ReceivedUs).ToArray());
    }

    private void AddAudioTo(NpgsqlBatch batch)
    {
        if (_audio.Count == 0)
        {
            return;
        }

        AudioRow[] rows = [.. _audio.Values];
        batch.Add(
            "INSERT INTO box_audio AS a (gateway, outbox, sequence, hashes, received_us) SELECT * FROM unnest($1, $2, $3, $4, $5) "
            + "ON CONFLICT (gateway) DO UPDATE SET outbox = excluded.outbox, sequence = excluded.sequence, hashes = excluded.hashes, received_us = excluded.received_us "
            + "WHERE (excluded.outbox, excluded.sequence) > (a.outbox, a.sequence)",
            rows.Select(row => row.Gateway).ToArray(),
            rows.Select(row => row.Outbox).ToArray(),
            rows.Select(row => row.Sequence).ToArray(),
            rows.Select(row => row.Hashes).ToArray(),
            rows.Select(row => row.ReceivedUs).ToArray());
    }
}
