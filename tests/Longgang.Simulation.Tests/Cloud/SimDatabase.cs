using Longgang.Cloud.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Longgang.Simulation.Tests.Cloud;

/// <summary>A database in memory that one world after the other begins with, empty.</summary>
internal sealed class SimDatabase : IDisposable
{
    private readonly List<string> _tables;

    internal SimDatabase()
    {
        Connection = new SqliteConnection("Data Source=:memory:;Pooling=False;Foreign Keys=False");
        Connection.Open();
        SqliteMigrations.Apply(Connection);
        _tables = Query("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'", static row => row.GetString(0));
    }

    internal SqliteConnection Connection { get; }

    public void Dispose() => Connection.Dispose();

    /// <summary>Nothing has ever been stored.</summary>
    internal void Empty() => Execute(string.Concat(_tables.Select(static table => $"DELETE FROM {table};")));

    /// <summary>All rows of a query.</summary>
    internal List<T> Query<T>(string sql, Func<SqliteDataReader, T> row)
    {
        using SqliteCommand command = Command(sql);
        using SqliteDataReader reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        _ = command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql)
    {
        SqliteCommand command = Connection.CreateCommand();
#pragma warning disable CA2100 // constants of this project
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
