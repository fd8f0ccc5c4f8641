using System.Globalization;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Benchmarks.Fanout;

/// <summary>What the cloud service has committed of an announcement, read from its database by a second connection.</summary>
internal sealed class CommittedStarts : IDisposable
{
    // A look reads a row a speaker: more of them would take the processor from what is measured.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    private readonly SqliteConnection _connection;

    /// <summary>Opens the database of a running service.</summary>
    public CommittedStarts(string database)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _connection.Open();
    }

    /// <summary>Waits until that many speakers have begun, or played already.</summary>
    /// <returns>When it was seen, a timestamp of the monotonic clock; null when the limit comes first.</returns>
    public async Task<long?> UntilAsync(string announcement, int speakers, TimeSpan limit)
    {
        using SqliteCommand count = _connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM speaker_parts WHERE announcement = $id AND state IN ($started, $finished)";
        count.Parameters.AddWithValue("$id", Convert.FromHexString(announcement));
        count.Parameters.AddWithValue("$started", (int)ReceiptState.Started);
        count.Parameters.AddWithValue("$finished", (int)ReceiptState.Finished);
        for (long start = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(start) < limit;)
        {
            if (Convert.ToInt32(count.ExecuteScalar(), CultureInfo.InvariantCulture) >= speakers)
            {
                return TimeProvider.System.GetTimestamp();
            }

            await Task.Delay(Poll);
        }

        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();
}
