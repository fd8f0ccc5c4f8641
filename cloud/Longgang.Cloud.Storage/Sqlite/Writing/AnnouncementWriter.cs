using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Folds what boxes say about announcements into the rows of speakers, parts and commands, and gives changes their numbers.</summary>
internal sealed class AnnouncementWriter(WriterSession session)
{
    /// <summary>Of <c>marks</c>: the highest number ever given.</summary>
    public const string ChangesMark = "announcement_changes";

    private readonly AreaNumbers _areas = new();
    private long _marked;
    private (long Outbox, long First, long Last) _folded;

    /// <summary>Number of the latest change of this transaction or of one before.</summary>
    public long LastChange { get; private set; }

    /// <summary>Whether this transaction has changed anything.</summary>
    public bool HasChanged => LastChange > _marked;

    /// <summary>The next number; it is given once <see cref="LastChange"/> has been raised to it.</summary>
    public long Next => LastChange + 1;

    /// <summary>Gives the next number.</summary>
    public long Take() => ++LastChange;

    /// <summary>Reads the highest number.</summary>
    public void Load() => LastChange = _marked = Math.Max(
        session.Mark(ChangesMark) ?? 0,
        session.Number(
            "SELECT max(coalesce((SELECT max(change) FROM announcement_history), 0), coalesce((SELECT max(change) FROM speaker_parts), 0), "
            + "coalesce((SELECT max(change) FROM command_boxes WHERE change > 0), 0))"));

    /// <summary>Writes what is to be committed with the rows.</summary>
    public void Flush()
    {
        FlushFolded();
        if (HasChanged)
        {
            session.SetMark(ChangesMark, LastChange);
        }
    }

    /// <summary>The transaction is committed.</summary>
    public void Committed() => _marked = LastChange;

    /// <summary>Writes one event.</summary>
    /// <returns>Whether it makes sense.</returns>
    public bool Write(Event item, in EventOrigin origin, long sequence)
    {
        if (!AnnouncementRules.IsConsistent(item))
        {
            return false;
        }

        string gateway = session.GatewayName(origin.Outbox.Gateway);
        switch (item.BodyCase)
        {
            case Event.BodyOneofCase.SpeakerReceipt:
                WritePart(item, gateway);
                break;
            case Event.BodyOneofCase.CommandReceipt:
                WriteAnswer(item.CommandReceipt, gateway, origin.ReceivedUs);
                break;
            case Event.BodyOneofCase.SpeakerReport:
                WriteSpeaker(item, gateway, origin, sequence);
                break;
            default:
                WriteAudio(item.AudioReport, gateway, origin, sequence);
                break;
        }

        Fold(origin.Outbox.Id, sequence);
        return true;
    }

    private void WritePart(Event item, string gateway)
    {
        SpeakerReceipt receipt = item.SpeakerReceipt;
        int changed = session.Sql(
            "INSERT INTO speaker_parts (announcement, occurrence, speaker, change, gateway, area, step, state, reason, last, attempt, played_ms, evidence, box_us, closed_us) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, NULL) "
            + "ON CONFLICT DO UPDATE SET change = excluded.change, gateway = excluded.gateway, area = CASE WHEN excluded.area > 0 THEN excluded.area ELSE area END, "
            + "step = excluded.step, state = excluded.state, reason = excluded.reason, last = excluded.last, attempt = excluded.attempt, played_ms = excluded.played_ms, "
            + "evidence = excluded.evidence, box_us = excluded.box_us, closed_us = NULL WHERE excluded.step > step")
            .Bind(1, receipt.Announcement.Span).Bind(2, receipt.Occurrence).Bind(3, item.Device).Bind(4, Next).Bind(5, gateway).Bind(6, _areas.Of(item.Area))
            .Bind(7, receipt.Step).Bind(8, (long)receipt.State).Bind(9, receipt.Reason).Bind(10, receipt.Last ? 1 : 0).Bind(11, receipt.Attempt)
            .Bind(12, receipt.PlayedMs).Bind(13, (long)receipt.Evidence).Bind(14, item.Time.BoxUnixUs).Run();
        LastChange += changed;
    }

    private void WriteAnswer(CommandReceipt receipt, string gateway, long receivedUs)
    {
        // A command that the box has taken stays taken, however late and expired it is delivered again.
        int changed = session.Sql(
            "INSERT INTO command_boxes (command, gateway, change, expected, status, reason, speakers, answered_us, sent, again_us) "
            + "VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?6, ?7, 0, NULL) "
            + "ON CONFLICT DO UPDATE SET change = excluded.change, status = excluded.status, reason = excluded.reason, speakers = excluded.speakers, "
            + "answered_us = excluded.answered_us, again_us = NULL "
            + "WHERE status <> 1 AND NOT (status = excluded.status AND reason = excluded.reason AND speakers = excluded.speakers)")
            .Bind(1, receipt.Command.Span).Bind(2, gateway).Bind(3, Next).Bind(4, (long)receipt.Status).Bind(5, receipt.Reason).Bind(6, receipt.Speakers).Bind(7, receivedUs).Run();
        LastChange += changed;
    }

    private void WriteSpeaker(Event item, string gateway, in EventOrigin origin, long sequence)
    {
        // Of a speaker that is gone its last description stays.
        SpeakerReport report = item.SpeakerReport;
        SqliteStatement insert = session.Sql(
            "INSERT INTO speakers (speaker, gateway, outbox, sequence, area, reach, labels, latitude_e6, longitude_e6, play_group, adapter, languages, removed, received_us) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) "
            + "ON CONFLICT DO UPDATE SET outbox = excluded.outbox, sequence = excluded.sequence, removed = excluded.removed, received_us = excluded.received_us, "
            + "area = CASE WHEN excluded.removed THEN area ELSE excluded.area END, "
            + "reach = CASE WHEN excluded.removed THEN reach ELSE excluded.reach END, "
            + "labels = CASE WHEN excluded.removed THEN labels ELSE excluded.labels END, "
            + "latitude_e6 = CASE WHEN excluded.removed THEN latitude_e6 ELSE excluded.latitude_e6 END, "
            + "longitude_e6 = CASE WHEN excluded.removed THEN longitude_e6 ELSE excluded.longitude_e6 END, "
            + "play_group = CASE WHEN excluded.removed THEN play_group ELSE excluded.play_group END, "
            + "adapter = CASE WHEN excluded.removed THEN adapter ELSE excluded.adapter END, "
            + "languages = CASE WHEN excluded.removed THEN languages ELSE excluded.languages END "
            + "WHERE (excluded.outbox, excluded.sequence) > (outbox, sequence)")
            .Bind(1, item.Device).Bind(2, gateway).Bind(3, origin.Outbox.Id).Bind(4, sequence).Bind(5, _areas.Of(item.Area)).Bind(6, (long)report.Reach)
            .Bind(7, string.Join('\n', report.Labels)).Bind(10, report.Group).Bind(11, report.Adapter)
            .Bind(12, string.Join('\n', report.Languages)).Bind(13, report.Removed ? 1 : 0).Bind(14, origin.ReceivedUs);
        _ = report.Position is { } position
            ? insert.Bind(8, position.LatitudeE6).Bind(9, position.LongitudeE6)
            : insert.BindNull(8).BindNull(9);
        insert.Run();
    }

    private void WriteAudio(AudioReport report, string gateway, in EventOrigin origin, long sequence) =>
        session.Sql(
            "INSERT INTO box_audio (gateway, outbox, sequence, hashes, received_us) VALUES (?1, ?2, ?3, ?4, ?5) "
            + "ON CONFLICT DO UPDATE SET outbox = excluded.outbox, sequence = excluded.sequence, hashes = excluded.hashes, received_us = excluded.received_us "
            + "WHERE (excluded.outbox, excluded.sequence) > (outbox, sequence)")
            .Bind(1, gateway).Bind(2, origin.Outbox.Id).Bind(3, sequence).Bind(4, (byte[])[.. report.Sha256.SelectMany(hash => hash)]).Bind(5, origin.ReceivedUs).Run();

    private void Fold(long outbox, long sequence)
    {
        if (_folded.Outbox == outbox && _folded.Last + 1 == sequence)
        {
            _folded.Last = sequence;
            return;
        }

        FlushFolded();
        _folded = (outbox, sequence, sequence);
    }

    private void FlushFolded()
    {
        if (_folded.Outbox != 0)
        {
            session.Sql("INSERT INTO folded_events (outbox, first, last) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET last = max(last, excluded.last)")
                .Bind(1, _folded.Outbox).Bind(2, _folded.First).Bind(3, _folded.Last).Run();
            _folded = default;
        }
    }
}
