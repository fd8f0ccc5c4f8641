using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>Brings a database to the current schema: each script once, in its own transaction, counted in <c>user_version</c>.</summary>
internal static class SqliteMigrations
{
    private const string Prefix = "Longgang.Cloud.Storage.Sqlite.Migrations.";

    /// <summary>Version of the current schema.</summary>
    public static int Current => Scripts().Count;

    /// <summary>Applies what is missing.</summary>
    /// <exception cref="InvalidOperationException">The database was written by a newer version of the service.</exception>
    public static void Apply(SqliteConnection connection) => Apply(connection, Current);

    /// <summary>Applies what is missing up to a version.</summary>
    /// <exception cref="InvalidOperationException">The database was written by a newer version of the service.</exception>
    public static void Apply(SqliteConnection connection, int upTo)
    {
        List<string> scripts = Scripts();
        int version = Convert.ToInt32(Scalar(connection, "PRAGMA user_version"), CultureInfo.InvariantCulture);
        if (Math.Max(version, upTo) > scripts.Count)
        {
            throw new InvalidOperationException(
                $"'{connection.DataSource}' has schema {Math.Max(version, upTo)}, this service knows {scripts.Count}: it was written by a newer version. Start that one.");
        }

        for (int next = version; next < upTo; next++)
        {
            Execute(connection, $"BEGIN IMMEDIATE; {Read(scripts[next])} PRAGMA user_version = {next + 1}; COMMIT;");
        }
    }

    private static List<string> Scripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];

    private static string Read(string script)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is an embedded script and a number.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
