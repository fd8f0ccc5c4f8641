using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="ISpeakerStore"/>
public sealed class SqliteSpeakerStore(SqliteReaders readers) : ISpeakerStore
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<SpeakerRecord>> ListAsync(bool removed, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        IReadOnlyList<SpeakerRecord> all = SpeakerRecord.OnePerDevice(connection.ReadAll(AnnouncementColumns.Speakers, AnnouncementRows.Speaker));
        return Task.FromResult<IReadOnlyList<SpeakerRecord>>(removed ? all : [.. all.Where(speaker => !speaker.Removed)]);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadAudioAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyDictionary<string, IReadOnlySet<string>>>(connection
            .ReadAll("SELECT gateway, hashes FROM box_audio", static row => (Gateway: row.GetString(0), Hashes: (byte[])row.GetValue(1)))
            .ToDictionary(box => box.Gateway, box => AnnouncementIds.Hashes(box.Hashes), StringComparer.Ordinal));
    }
}
