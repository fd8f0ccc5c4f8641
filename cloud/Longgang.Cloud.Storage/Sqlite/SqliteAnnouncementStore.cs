using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="IAnnouncementStore"/>
public sealed class SqliteAnnouncementStore(SqliteWriter writer, SqliteReaders readers) : IAnnouncementStore
{
    /// <inheritdoc/>
    public Task<AnnouncementSaved> SaveAsync(AnnouncementStep step, CancellationToken cancellationToken) =>
        writer.WriteAsync(session => StepWriter.Save(session, step), cancellationToken);

    /// <inheritdoc/>
    public Task<Announcement?> FindAsync(string id, CancellationToken cancellationToken)
    {
        if (!AnnouncementIds.TryParse(id, out byte[] bytes))
        {
            return Task.FromResult<Announcement?>(null);
        }

        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadAll(AnnouncementColumns.Announcements + "WHERE announcement = ?1", AnnouncementRows.Announcement, bytes).SingleOrDefault());
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Announcement>> ListAsync(AnnouncementQuery query, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<Announcement>>(connection.ReadAll(
            AnnouncementColumns.Announcements + "WHERE id < ?1 AND (?2 IS NULL OR state = ?2) ORDER BY id DESC LIMIT ?3",
            AnnouncementRows.Announcement,
            query.Before ?? long.MaxValue,
            (long?)query.State,
            query.Limit));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Announcement>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<Announcement>>(connection.ReadAll(
            AnnouncementColumns.Announcements + "WHERE due_us <= ?1 ORDER BY due_us, id LIMIT ?2", AnnouncementRows.Announcement, WriterSession.ToUs(now), limit));
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadNextDueAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadAll("SELECT min(due_us) FROM announcements WHERE due_us IS NOT NULL", static row => row.TimeOrNull(0))[0]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AnnouncementEntry>> ReadHistoryAsync(string id, CancellationToken cancellationToken)
    {
        if (!AnnouncementIds.TryParse(id, out byte[] bytes))
        {
            return Task.FromResult<IReadOnlyList<AnnouncementEntry>>([]);
        }

        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<AnnouncementEntry>>(
            connection.ReadAll(AnnouncementColumns.History + "WHERE announcement = ?1 ORDER BY change", AnnouncementRows.Entry, bytes));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<SpeakerPart>> ReadPartsAsync(string id, int occurrence, CancellationToken cancellationToken)
    {
        if (!AnnouncementIds.TryParse(id, out byte[] bytes))
        {
            return Task.FromResult<IReadOnlyList<SpeakerPart>>([]);
        }

        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<SpeakerPart>>(
            connection.ReadAll(AnnouncementColumns.Parts + "WHERE announcement = ?1 AND occurrence = ?2 ORDER BY speaker", AnnouncementRows.Part, bytes, occurrence));
    }

    /// <inheritdoc/>
    public Task<int> CloseSilentAsync(string id, int occurrence, CancellationToken cancellationToken) =>
        AnnouncementIds.TryParse(id, out byte[] bytes)
            ? writer.WriteAsync(session => StepWriter.CloseSilent(session, bytes, occurrence), cancellationToken)
            : Task.FromResult(0);

    /// <inheritdoc/>
    public Task<IReadOnlyList<AnnouncementChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(ReadChanges(connection, after, limit));
    }

    /// <inheritdoc/>
    public Task<long> ReadLastChangeAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadNumber("SELECT value FROM marks WHERE name = ?1", AnnouncementWriter.ChangesMark));
    }

    private static IReadOnlyList<AnnouncementChange> ReadChanges(SqliteConnection connection, long after, int limit)
    {
        // One moment for all three: else a part that changes between two of them would be missed.
        using SqliteTransaction moment = connection.BeginTransaction(deferred: true);
        const string page = "change > ?1 ORDER BY change LIMIT ?2";
        List<AnnouncementChange> changes = [.. connection.ReadAll(AnnouncementColumns.History + "WHERE " + page, AnnouncementRows.Entry, after, limit).Select(entry => new AnnouncementChange.Act(entry))];
        changes.AddRange(connection.ReadAll(AnnouncementColumns.Parts + "WHERE " + page, AnnouncementRows.Part, after, limit).Select(part => new AnnouncementChange.Part(part)));
        changes.AddRange(connection.ReadAll(AnnouncementColumns.Answers + "WHERE b.change > 0 AND b." + page, AnnouncementRows.Answer, after, limit).Select(answer => new AnnouncementChange.Answer(answer)));
        return [.. changes.OrderBy(change => change.Number).Take(limit)];
    }
}
