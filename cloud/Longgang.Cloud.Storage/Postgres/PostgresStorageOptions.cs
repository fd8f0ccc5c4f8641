namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Options of the PostgreSQL store, section <c>Storage:Postgres</c>.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Storage:Postgres";

    /// <summary>
    /// Where the database is, in Npgsql's form: <c>Host=db1;Database=longgang;Username=longgang</c>. Required. It holds no password: arguments and
    /// configuration files are read by more people than may know it.
    /// </summary>
    public string ConnectionString { get; set; } = string.Empty;

    /// <summary>File whose first line is the password. Empty (the default): the server asks for none, or the connection string names a passfile.</summary>
    public string PasswordFile { get; set; } = string.Empty;

    /// <summary>Connections that this process may hold, 4…1000. Default 20.</summary>
    public int MaxConnections { get; set; } = 20;

    /// <summary>Longest time that a statement may take before the store counts as unavailable, 1 s…10 min. Default 30 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
