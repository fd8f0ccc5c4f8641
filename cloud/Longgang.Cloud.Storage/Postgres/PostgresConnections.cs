using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Builds the pool of connections from the options.</summary>
internal static class PostgresConnections
{
    /// <summary>The pool; it opens nothing yet.</summary>
    public static NpgsqlDataSource Build(PostgresStorageOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MaxPoolSize = options.MaxConnections,
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            ApplicationName = "longgang-cloud",
            Enlist = false,

            // The statements are few and constant: each is parsed and planned once a connection.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,

            // Details of errors quote rows, and rows hold personal data.
            IncludeErrorDetail = false,

            // A database host that vanished without a word is found out within a minute, also by who only listens.
            KeepAlive = 20,
            TcpKeepAlive = true,
        };
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString);
        if (options.PasswordFile.Length > 0)
        {
            // Read for every new connection: a changed password needs no restart.
            builder.UsePasswordProvider(_ => ReadPassword(options.PasswordFile), (_, _) => new ValueTask<string>(ReadPassword(options.PasswordFile)));
        }

        return builder.Build();
    }

    private static string ReadPassword(string file) => File.ReadLines(file).FirstOrDefault() ?? string.Empty;
}
