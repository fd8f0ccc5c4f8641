using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Longgang.Cloud.Storage.Postgres.Writing;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="ICommandOutbox"/>
public sealed class PostgresCommandOutbox(PostgresDatabase database) : ICommandOutbox
{
    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyList<OutgoingCommand> commands, CancellationToken cancellationToken) => commands.Count == 0
        ? Task.CompletedTask
        : database.TransactAsync(
            connection =>
            {
                var batch = new NpgsqlBatch(connection);
                StepSql.AddCommandsTo(batch, commands);
                return RunAsync(batch);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueCommand>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => database.UseAsync(
        async connection =>
        {
            List<DueCommand> due = await connection.ReadAllAsync(
                AnnouncementColumns.NewCommands + "WHERE NOT published AND expires_us > $1 ORDER BY issued_us, command LIMIT $2", AnnouncementRows.Due, [PostgresTime.ToUs(now), limit], cancellationToken);
            due.AddRange(await connection.ReadAllAsync(
                AnnouncementColumns.DueCommands + "WHERE b.again_us <= $1 AND b.status = 0 AND c.expires_us > $1 ORDER BY b.again_us, c.issued_us LIMIT $2",
                AnnouncementRows.Due,
                [PostgresTime.ToUs(now), limit - due.Count],
                cancellationToken));
            return (IReadOnlyList<DueCommand>)due;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DueCommand>> ListUnansweredAsync(string gateway, DateTimeOffset now, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            AnnouncementColumns.DueCommands + "WHERE b.gateway = $1 AND b.status = 0 AND c.expires_us > $2 ORDER BY c.issued_us, c.command",
            AnnouncementRows.Due,
            [gateway, PostgresTime.ToUs(now)],
            cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadNextDueAsync(DateTimeOffset now, CancellationToken cancellationToken) => (await database.UseAsync(
        connection => connection.ReadAllAsync(
            "SELECT min(at) FROM (SELECT min(issued_us) AS at FROM commands WHERE NOT published AND expires_us > $1 "
            + "UNION ALL SELECT min(b.again_us) FROM command_boxes b JOIN commands c ON c.command = b.command WHERE b.again_us IS NOT NULL AND b.status = 0 AND c.expires_us > $1) d",
            static row => row.TimeOrNull(0),
            [PostgresTime.ToUs(now)],
            cancellationToken),
        cancellationToken))[0];

    /// <inheritdoc/>
    public Task MarkSentAsync(IReadOnlyList<DueCommand> commands, DateTimeOffset again, CancellationToken cancellationToken) => commands.Count == 0
        ? Task.CompletedTask
        : database.TransactAsync(
            connection =>
            {
                var batch = new NpgsqlBatch(connection);
                foreach (DueCommand command in commands.OrderBy(command => command.Id, StringComparer.Ordinal).ThenBy(command => command.Gateway, StringComparer.Ordinal))
                {
                    AddTo(batch, command, again);
                }

                return RunAsync(batch);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CommandAnswer>> ReadAnswersAsync(string announcement, CancellationToken cancellationToken) => AnnouncementIds.TryParse(announcement, out byte[] bytes)
        ? await database.UseAsync(
            connection => connection.ReadAllAsync(
                AnnouncementColumns.Answers + "WHERE c.announcement = $1 ORDER BY c.issued_us, b.command, b.gateway COLLATE \"C\"", AnnouncementRows.Answer, [bytes], cancellationToken),
            cancellationToken)
        : [];

    private static void AddTo(NpgsqlBatch batch, DueCommand command, DateTimeOffset again)
    {
        byte[] id = AnnouncementIds.Bytes(command.Id);
        long? againUs = again < command.ExpiresAt ? PostgresTime.ToUs(again) : null;
        if (command.Gateway is { } gateway)
        {
            batch.Add("UPDATE command_boxes SET sent = sent + 1, again_us = $3::bigint WHERE command = $1 AND gateway = $2 AND status = 0", id, gateway, againUs);
            return;
        }

        batch.Add("UPDATE commands SET published = true WHERE command = $1", id)
            .Add("UPDATE command_boxes SET sent = sent + 1, again_us = $2::bigint WHERE command = $1 AND status = 0", id, againUs);
    }

    private static async Task<int> RunAsync(NpgsqlBatch batch)
    {
        await using (batch)
        {
            return await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }
}
