using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Longgang.Benchmarks.Drain;

/// <summary>What the cloud service has committed, read from its database by a second connection.</summary>
internal sealed class CloudFarEnd : IFarEnd
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _count;

    /// <summary>Opens the database of a running service.</summary>
    public CloudFarEnd(string database)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        _connection.Open();
        _count = _connection.CreateCommand();

        // Readings are only ever appended, their ids grow by one.
        _count.CommandText = "SELECT coalesce(max(id), 0) FROM readings";
    }

    /// <inheritdoc/>
    public long Count() => Convert.ToInt64(_count.ExecuteScalar(), CultureInfo.InvariantCulture);

    /// <summary>Batches of readings committed.</summary>
    public long Batches()
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM batches WHERE outbox IN (SELECT outbox FROM readings)";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public long Hidden()
    {
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT coalesce(sum(duplicates), 0) FROM outboxes";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public SequenceCounts Collect(IReadOnlyList<DeviceLogin> devices, int eventsEach)
    {
        Dictionary<string, int> index = devices.Index().ToDictionary(static pair => pair.Item.Device, static pair => pair.Index);
        var counts = new SequenceCounts(devices.Count, eventsEach);
        using SqliteCommand command = _connection.CreateCommand();
        command.CommandText = "SELECT devices.name, readings.seq FROM readings JOIN devices ON devices.id = readings.device";
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            counts.Add(index[reader.GetString(0)], reader.GetInt32(1));
        }

        return counts;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _count.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
