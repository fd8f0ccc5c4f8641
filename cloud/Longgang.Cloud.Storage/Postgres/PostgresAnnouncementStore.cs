using System.Data;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Longgang.Cloud.Storage.Postgres.Writing;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="IAnnouncementStore"/>
public sealed class PostgresAnnouncementStore(PostgresDatabase database, IEnumerable<IAnnouncementChangeListener> listeners, TimeProvider time) : IAnnouncementStore
{
    /// <inheritdoc/>
    public async Task<AnnouncementSaved> SaveAsync(AnnouncementStep step, CancellationToken cancellationToken)
    {
        (AnnouncementSaved saved, long last) = await database.TransactAsync(connection => StepSql.SaveAsync(connection, step), cancellationToken);
        Tell(last);
        return saved;
    }

    /// <inheritdoc/>
    public async Task<Announcement?> FindAsync(string id, CancellationToken cancellationToken) => AnnouncementIds.TryParse(id, out byte[] bytes)
        ? (await database.UseAsync(
            connection => connection.ReadAllAsync(AnnouncementColumns.Announcements + "WHERE announcement = $1", AnnouncementRows.Announcement, [bytes], cancellationToken),
            cancellationToken)).SingleOrDefault()
        : null;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Announcement>> ListAsync(AnnouncementQuery query, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            AnnouncementColumns.Announcements + "WHERE id < $1 AND ($2::int IS NULL OR state = $2) ORDER BY id DESC LIMIT $3",
            AnnouncementRows.Announcement,
            [query.Before ?? long.MaxValue, (int?)query.State, query.Limit],
            cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Announcement>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            AnnouncementColumns.Announcements + "WHERE due_us <= $1 ORDER BY due_us, id LIMIT $2", AnnouncementRows.Announcement, [PostgresTime.ToUs(now), limit], cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> ReadNextDueAsync(CancellationToken cancellationToken) => (await database.UseAsync(
        connection => connection.ReadAllAsync("SELECT min(due_us) FROM announcements WHERE due_us IS NOT NULL", static row => row.TimeOrNull(0), [], cancellationToken),
        cancellationToken))[0];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AnnouncementEntry>> ReadHistoryAsync(string id, CancellationToken cancellationToken) => AnnouncementIds.TryParse(id, out byte[] bytes)
        ? await database.UseAsync(
            connection => connection.ReadAllAsync(AnnouncementColumns.History + "WHERE announcement = $1 ORDER BY change", AnnouncementRows.Entry, [bytes], cancellationToken),
            cancellationToken)
        : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SpeakerPart>> ReadPartsAsync(string id, int occurrence, CancellationToken cancellationToken) => AnnouncementIds.TryParse(id, out byte[] bytes)
        ? await database.UseAsync(
            connection => connection.ReadAllAsync(
                AnnouncementColumns.Parts + "WHERE announcement = $1 AND occurrence = $2 ORDER BY speaker COLLATE \"C\"", AnnouncementRows.Part, [bytes, occurrence], cancellationToken),
            cancellationToken)
        : [];

    /// <inheritdoc/>
    public async Task<int> CloseSilentAsync(string id, int occurrence, CancellationToken cancellationToken)
    {
        if (!AnnouncementIds.TryParse(id, out byte[] bytes))
        {
            return 0;
        }

        (int closed, long last) = await database.TransactAsync(
            connection => StepSql.CloseSilentAsync(connection, bytes, occurrence, PostgresTime.ToUs(time.GetUtcNow())), cancellationToken);
        Tell(last);
        return closed;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AnnouncementChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) => await database.TransactAsync(
        async connection =>
        {
            const string page = "change > $1 ORDER BY change LIMIT $2";
            List<AnnouncementChange> changes =
                [.. (await connection.ReadAllAsync(AnnouncementColumns.History + "WHERE " + page, AnnouncementRows.Entry, [after, limit], cancellationToken)).Select(entry => new AnnouncementChange.Act(entry))];
            changes.AddRange((await connection.ReadAllAsync(AnnouncementColumns.Parts + "WHERE " + page, AnnouncementRows.Part, [after, limit], cancellationToken)).Select(part => new AnnouncementChange.Part(part)));
            changes.AddRange((await connection.ReadAllAsync(AnnouncementColumns.Answers + "WHERE b.change > 0 AND b." + page, AnnouncementRows.Answer, [after, limit], cancellationToken))
                .Select(answer => new AnnouncementChange.Answer(answer)));
            return (IReadOnlyList<AnnouncementChange>)[.. changes.OrderBy(change => change.Number).Take(limit)];
        },
        cancellationToken,
        IsolationLevel.RepeatableRead); // One moment for all three: else a part that changes between two of them would be missed.

    /// <inheritdoc/>
    public Task<long> ReadLastChangeAsync(CancellationToken cancellationToken) =>
        database.UseAsync(connection => connection.ReadNumberAsync(AnnouncementSql.Last, [], cancellationToken), cancellationToken);

    private void Tell(long last)
    {
        if (last > 0)
        {
            foreach (IAnnouncementChangeListener listener in listeners)
            {
                listener.OnAnnouncementsCommitted(last);
            }
        }
    }
}
