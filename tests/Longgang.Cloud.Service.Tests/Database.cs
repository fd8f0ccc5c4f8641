using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Service.Tests;

/// <summary>Looks into the service's database from outside.</summary>
internal static class Database
{
    public static IReadOnlyList<byte[]> Blobs(CloudUnderTest cloud, string sql) => Read(cloud, sql, row => row.GetFieldValue<byte[]>(0));

    public static IReadOnlyList<T> Read<T>(CloudUnderTest cloud, string sql, Func<SqliteDataReader, T> row)
    {
        using var connection = new SqliteConnection($"Data Source={cloud.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
