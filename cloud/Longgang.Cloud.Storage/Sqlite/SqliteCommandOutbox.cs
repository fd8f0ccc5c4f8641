using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="ICommandOutbox"/>
public sealed class SqliteCommandOutbox(SqliteWriter writer, SqliteReaders readers) : ICommandOutbox
{
    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<OutgoingCommand> commands, CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            StepWriter.AddCommands(session, commands);
            return commands.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueCommand>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        List<DueCommand> due = connection.ReadAll(
            AnnouncementColumns.NewCommands + "WHERE published = 0 AND expires_us > ?1 ORDER BY issued_us, command LIMIT ?2", AnnouncementRows.Due, WriterSession.ToUs(now), limit);
        due.AddRange(connection.ReadAll(
            AnnouncementColumns.DueCommands + "WHERE b.again_us <= ?1 AND b.status = 0 AND c.expires_us > ?1 ORDER BY b.again_us, c.issued_us LIMIT ?2",
            AnnouncementRows.Due,
            WriterSession.ToUs(now),
            limit - due.Count));
        return Task.FromResult<IReadOnlyList<DueCommand>>(due);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueCommand>> ListUnansweredAsync(string gateway, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<DueCommand>>(connection.ReadAll(
            AnnouncementColumns.DueCommands + "WHERE b.gateway = ?1 AND b.status = 0 AND c.expires_us > ?2 ORDER BY c.issued_us, c.command", AnnouncementRows.Due, gateway, WriterSession.ToUs(now)));
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadNextDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadAll(
            "SELECT min(at) FROM (SELECT min(issued_us) AS at FROM commands WHERE published = 0 AND expires_us > ?1 "
            + "UNION ALL SELECT min(b.again_us) FROM command_boxes b JOIN commands c ON c.command = b.command WHERE b.again_us IS NOT NULL AND b.status = 0 AND c.expires_us > ?1)",
            static row => row.TimeOrNull(0),
            WriterSession.ToUs(now))[0]);
    }

    /// <inheritdoc/>
    public Task MarkSentAsync(IReadOnlyList<DueCommand> commands, DateTimeOffset again, CancellationToken cancellationToken) => writer.WriteAsync(
        session =>
        {
            foreach (DueCommand command in commands)
            {
                Mark(session, command, again);
            }

            return commands.Count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<CommandAnswer>> ReadAnswersAsync(string announcement, CancellationToken cancellationToken)
    {
        if (!AnnouncementIds.TryParse(announcement, out byte[] bytes))
        {
            return Task.FromResult<IReadOnlyList<CommandAnswer>>([]);
        }

        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<CommandAnswer>>(
            connection.ReadAll(AnnouncementColumns.Answers + "WHERE c.announcement = ?1 ORDER BY c.issued_us, b.command, b.gateway", AnnouncementRows.Answer, bytes));
    }

    private static void Mark(WriterSession session, DueCommand command, DateTimeOffset again)
    {
        byte[] id = AnnouncementIds.Bytes(command.Id);
        long againUs = again < command.ExpiresAt ? WriterSession.ToUs(again) : 0;
        if (command.Gateway is { } gateway)
        {
            session.Sql("UPDATE command_boxes SET sent = sent + 1, again_us = nullif(?3, 0) WHERE command = ?1 AND gateway = ?2 AND status = 0")
                .Bind(1, id).Bind(2, gateway).Bind(3, againUs).Run();
            return;
        }

        session.Sql("UPDATE commands SET published = 1 WHERE command = ?1").Bind(1, id).Run();
        session.Sql("UPDATE command_boxes SET sent = sent + 1, again_us = nullif(?2, 0) WHERE command = ?1 AND status = 0").Bind(1, id).Bind(2, againUs).Run();
    }
}
