namespace Longgang.Cloud.Storage;

/// <summary>Which store, section <c>Storage</c>.</summary>
public sealed class StorageOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Storage";

    /// <summary>Kind of the store in one file, for one process.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>Kind of the store on a database server, for one or several replicas.</summary>
    public const string Postgres = "postgres";

    /// <summary><c>sqlite</c> (the default) or <c>postgres</c>.</summary>
    public string Kind { get; set; } = Sqlite;
}
