using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="ISpeakerStore"/>
public sealed class PostgresSpeakerStore(PostgresDatabase database) : ISpeakerStore
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SpeakerRecord>> ListAsync(bool removed, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpeakerRecord> all = SpeakerRecord.OnePerDevice(await database.UseAsync(
            connection => connection.ReadAllAsync(AnnouncementColumns.Speakers, AnnouncementRows.Speaker, [], cancellationToken), cancellationToken));
        return removed ? all : [.. all.Where(speaker => !speaker.Removed)];
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadAudioAsync(CancellationToken cancellationToken)
    {
        List<(string Gateway, byte[] Hashes)> boxes = await database.UseAsync(
            connection => connection.ReadAllAsync("SELECT gateway, hashes FROM box_audio", static row => (row.GetString(0), row.GetFieldValue<byte[]>(1)), [], cancellationToken),
            cancellationToken);
        return boxes.ToDictionary(box => box.Gateway, box => AnnouncementIds.Hashes(box.Hashes), StringComparer.Ordinal);
    }
}
