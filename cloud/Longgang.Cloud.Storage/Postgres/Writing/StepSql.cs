using System.Globalization;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Writes what the service decides about announcements; in a transaction of the caller.</summary>
internal static class StepSql
{
    /// <summary>Writes a step with all that belongs to it, unless the announcement has another version.</summary>
    /// <returns>What became of it, and the number of its latest change.</returns>
    public static async Task<(AnnouncementSaved Saved, long LastChange)> SaveAsync(NpgsqlConnection connection, AnnouncementStep step)
    {
        long last = await connection.ReadNumberAsync(AnnouncementSql.Lock, [], CancellationToken.None);
        byte[] id = AnnouncementIds.Bytes(step.After.Id);
        List<Announcement> found = await connection.ReadAllAsync(
            AnnouncementColumns.Announcements + "WHERE announcement = $1", AnnouncementRows.Announcement, [id], CancellationToken.None);
        Announcement? current = found.SingleOrDefault();
        if ((current?.Version ?? 0) != step.After.Version - 1)
        {
            return (new AnnouncementSaved(null, current), 0);
        }

        long number = await connection.ReadNumberAsync(
            current is null
                ? "INSERT INTO announcements (announcement, version, state, due_us, document) VALUES ($1, $2, $3, $4::bigint, $5) RETURNING id"
                : "UPDATE announcements SET version = $2, state = $3, due_us = $4::bigint, document = $5 WHERE announcement = $1 RETURNING id",
            [id, step.After.Version, (int)step.After.State, step.After.DueAt is { } due ? PostgresTime.ToUs(due) : null, AnnouncementCodec.Encode(step.After)],
            CancellationToken.None);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(
            "INSERT INTO announcement_history (change, announcement, version, what, at_us, by_whom, comment, state, occurrence, document) "
            + "VALUES ($1, $2, $3, $4, $5, $6, $7::text, $8, $9, $10::text)",
            ++last,
            id,
            step.After.Version,
            (int)step.What,
            PostgresTime.ToUs(step.After.ChangedAt),
            Storable(step.By),
            step.Comment is { } comment ? Storable(comment) : null,
            (int)step.After.State,
            step.After.Occurrence,
            step.What is AnnouncementAct.Created or AnnouncementAct.Edited ? AnnouncementCodec.Encode(step.After.Document) : null);
        if (step.What == AnnouncementAct.Retracted)
        {
            // A box that was away and is told of it only now must not begin it before it hears that it is retracted.
            batch.Add("UPDATE commands SET expires_us = $2 WHERE announcement = $1 AND expires_us > $2", id, PostgresTime.ToUs(step.After.ChangedAt));
        }

        AddCommandsTo(batch, step.Commands);
        last = AddTargetsTo(batch, step.Targets, last);
        batch.Add(AnnouncementSql.SetLast, last).Add(AnnouncementSql.Notify, last.ToString(CultureInfo.InvariantCulture));
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        return (new AnnouncementSaved(step.After with { Number = number }, null), last);
    }

    /// <summary>Adds commands; one that is there already stays as it is.</summary>
    public static void AddCommandsTo(NpgsqlBatch batch, IReadOnlyList<OutgoingCommand> commands)
    {
        foreach (OutgoingCommand command in commands)
        {
            // A box may have answered before, when it got the command from elsewhere: only what was expected is added then.
            batch.Add(
                "WITH added AS (INSERT INTO commands (command, announcement, occurrence, topics, bytes, issued_us, expires_us, published) "
                + "VALUES ($1, $2, $3, $4, $5, $6, $7, false) ON CONFLICT (command) DO NOTHING RETURNING command) "
                + "INSERT INTO command_boxes AS b (command, gateway, change, expected, status, reason, speakers, sent) "
                + "SELECT added.command, n.gateway, 0, n.expected, 0, '', 0, 0 FROM added, unnest($8, $9) AS n (gateway, expected) "
                + "ON CONFLICT (command, gateway) DO UPDATE SET expected = excluded.expected",
                AnnouncementIds.Bytes(command.Id),
                AnnouncementIds.Bytes(command.Announcement),
                command.Occurrence,
                string.Join('\n', command.Topics),
                command.Bytes.ToArray(),
                PostgresTime.ToUs(command.IssuedAt),
                PostgresTime.ToUs(command.ExpiresAt),
                command.Boxes.Keys.ToArray(),
                command.Boxes.Values.ToArray());
        }
    }

    /// <summary>Closes what no box has closed.</summary>
    /// <returns>How many, and the number of the latest change.</returns>
    public static async Task<(int Closed, long LastChange)> CloseSilentAsync(NpgsqlConnection connection, byte[] id, int occurrence, long nowUs)
    {
        long last = await connection.ReadNumberAsync(AnnouncementSql.Lock, [], CancellationToken.None);
        int closed = await connection.RunAsync(
            "UPDATE speaker_parts p SET closed_us = $3, change = $4 + n.number FROM ("
            + "SELECT speaker, row_number() OVER (ORDER BY speaker) AS number FROM speaker_parts WHERE announcement = $1 AND occurrence = $2 AND NOT last AND closed_us IS NULL) n "
            + "WHERE p.announcement = $1 AND p.occurrence = $2 AND p.speaker = n.speaker",
            [id, occurrence, nowUs, last],
            CancellationToken.None);
        if (closed > 0)
        {
            last += closed;
            await connection.RunAsync(AnnouncementSql.SetLast, [last], CancellationToken.None);
            await connection.RunAsync(AnnouncementSql.Notify, [last.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
        }

        return (closed, closed > 0 ? last : 0);
    }

    private static long AddTargetsTo(NpgsqlBatch batch, IReadOnlyList<SpeakerTarget> targets, long last)
    {
        if (targets.Count == 0)
        {
            return last;
        }

        batch.Add(
            "INSERT INTO speaker_parts (announcement, occurrence, speaker, change, gateway, area, step, state, reason, last, attempt, played_ms, evidence, box_us) "
            + "SELECT n.announcement, n.occurrence, n.speaker, n.change, n.gateway, n.area, 0, 0, '', false, 0, 0, 0, 0 "
            + "FROM unnest($1, $2, $3, $4, $5, $6) AS n (announcement, occurrence, speaker, change, gateway, area) ON CONFLICT DO NOTHING",
            targets.Select(target => AnnouncementIds.Bytes(target.Announcement)).ToArray(),
            targets.Select(target => target.Occurrence).ToArray(),
            targets.Select(target => target.Speaker).ToArray(),
            targets.Select((_, i) => last + 1 + i).ToArray(),
            targets.Select(target => target.Gateway).ToArray(),
            targets.Select(target => target.Area.Code.Length == 0 ? 0L : long.Parse(target.Area.Code, CultureInfo.InvariantCulture)).ToArray());
        return last + targets.Count;
    }

    // PostgreSQL has no NUL in texts.
    private static string Storable(string text) => text.Replace('\0', '\uFFFD');
}
