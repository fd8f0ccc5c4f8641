using System.Globalization;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Writes what the service decides about announcements.</summary>
internal static class StepWriter
{
    /// <summary>Writes a step with all that belongs to it, unless the announcement has another version.</summary>
    public static AnnouncementSaved Save(WriterSession session, AnnouncementStep step)
    {
        byte[] id = AnnouncementIds.Bytes(step.After.Id);
        SqliteStatement find = session.Sql("SELECT id, version, document FROM announcements WHERE announcement = ?1").Bind(1, id);
        (long number, long version, string? document) = find.Step() ? (find.Integer(0), find.Integer(1), find.Text(2)) : (0, 0, null);
        find.Reset();
        if (version != step.After.Version - 1)
        {
            return new AnnouncementSaved(null, document is null ? null : AnnouncementCodec.DecodeAnnouncement(document) with { Number = number });
        }

        long dueUs = step.After.DueAt is { } due ? WriterSession.ToUs(due) : 0;
        SqliteStatement write = version == 0
            ? session.Sql("INSERT INTO announcements (announcement, version, state, due_us, document) VALUES (?1, ?2, ?3, nullif(?4, 0), ?5)")
            : session.Sql("UPDATE announcements SET version = ?2, state = ?3, due_us = nullif(?4, 0), document = ?5 WHERE announcement = ?1");
        write.Bind(1, id).Bind(2, step.After.Version).Bind(3, (long)step.After.State).Bind(4, dueUs).Bind(5, AnnouncementCodec.Encode(step.After)).Run();
        number = version == 0 ? session.LastRowId() : number;
        session.Sql(
            "INSERT INTO announcement_history (change, announcement, version, what, at_us, by_whom, comment, state, occurrence, document) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
            .Bind(1, session.Announcements.Take()).Bind(2, id).Bind(3, step.After.Version).Bind(4, (long)step.What).Bind(5, WriterSession.ToUs(step.After.ChangedAt))
            .Bind(6, step.By).Bind(7, step.Comment).Bind(8, (long)step.After.State).Bind(9, step.After.Occurrence)
            .Bind(10, step.What is AnnouncementAct.Created or AnnouncementAct.Edited ? AnnouncementCodec.Encode(step.After.Document) : null).Run();
        if (step.What == AnnouncementAct.Retracted)
        {
            // A box that was away and is told of it only now must not begin it before it hears that it is retracted.
            session.Sql("UPDATE commands SET expires_us = ?2 WHERE announcement = ?1 AND expires_us > ?2").Bind(1, id).Bind(2, WriterSession.ToUs(step.After.ChangedAt)).Run();
        }

        AddCommands(session, step.Commands);
        AddTargets(session, step.Targets);
        return new AnnouncementSaved(step.After with { Number = number }, null);
    }

    /// <summary>Adds commands; one that is there already stays as it is.</summary>
    public static void AddCommands(WriterSession session, IReadOnlyList<OutgoingCommand> commands)
    {
        foreach (OutgoingCommand command in commands)
        {
            byte[] id = AnnouncementIds.Bytes(command.Id);
            int added = session.Sql(
                "INSERT INTO commands (command, announcement, occurrence, topics, bytes, issued_us, expires_us, published) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0) ON CONFLICT DO NOTHING")
                .Bind(1, id).Bind(2, AnnouncementIds.Bytes(command.Announcement)).Bind(3, command.Occurrence).Bind(4, string.Join('\n', command.Topics)).Bind(5, command.Bytes.Span)
                .Bind(6, WriterSession.ToUs(command.IssuedAt)).Bind(7, WriterSession.ToUs(command.ExpiresAt)).Run();
            if (added == 0)
            {
                continue;
            }

            foreach ((string gateway, int speakers) in command.Boxes)
            {
                session.Sql(
                    "INSERT INTO command_boxes (command, gateway, change, expected, status, reason, speakers, answered_us, sent, again_us) "
                    + "VALUES (?1, ?2, 0, ?3, 0, '', 0, NULL, 0, NULL) ON CONFLICT DO UPDATE SET expected = excluded.expected")
                    .Bind(1, id).Bind(2, gateway).Bind(3, speakers).Run();
            }
        }
    }

    /// <summary>Closes what no box has closed.</summary>
    public static int CloseSilent(WriterSession session, byte[] id, int occurrence)
    {
        var speakers = new List<string>();
        SqliteStatement open = session.Sql("SELECT speaker FROM speaker_parts WHERE announcement = ?1 AND occurrence = ?2 AND last = 0 AND closed_us IS NULL ORDER BY speaker")
            .Bind(1, id).Bind(2, occurrence);
        while (open.Step())
        {
            speakers.Add(open.Text(0));
        }

        foreach (string speaker in speakers)
        {
            session.Sql("UPDATE speaker_parts SET closed_us = ?4, change = ?5 WHERE announcement = ?1 AND occurrence = ?2 AND speaker = ?3")
                .Bind(1, id).Bind(2, occurrence).Bind(3, speaker).Bind(4, session.NowUs).Bind(5, session.Announcements.Take()).Run();
        }

        return speakers.Count;
    }

    private static void AddTargets(WriterSession session, IReadOnlyList<SpeakerTarget> targets)
    {
        foreach (SpeakerTarget target in targets)
        {
            long area = target.Area.Code.Length == 0 ? 0 : long.Parse(target.Area.Code, CultureInfo.InvariantCulture);
            int added = session.Sql(
                "INSERT INTO speaker_parts (announcement, occurrence, speaker, change, gateway, area, step, state, reason, last, attempt, played_ms, evidence, box_us, closed_us) "
                + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, 0, '', 0, 0, 0, 0, 0, NULL) ON CONFLICT DO NOTHING")
                .Bind(1, AnnouncementIds.Bytes(target.Announcement)).Bind(2, target.Occurrence).Bind(3, target.Speaker).Bind(4, session.Announcements.Next)
                .Bind(5, target.Gateway).Bind(6, area).Run();
            if (added > 0)
            {
                session.Announcements.Take();
            }
        }
    }
}
