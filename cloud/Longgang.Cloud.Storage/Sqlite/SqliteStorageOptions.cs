namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>Options of the SQLite store, section <c>Storage:Sqlite</c>.</summary>
public sealed class SqliteStorageOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Storage:Sqlite";

    /// <summary>Database file. Required. Its directory must exist; WAL files are made beside it.</summary>
    public string Path { get; set; } = string.Empty;

    /// <summary>
    /// Upper bound of the database file, bytes; 0 (the default): the disk is the bound. At the bound nothing is stored or acknowledged
    /// and the service is not ready until the bound is raised or retention has freed pages. At least 1 MiB.
    /// </summary>
    public long MaxBytes { get; set; }

    /// <summary>Page cache of the writer, KiB, 1024…1048576. Default 32768.</summary>
    public int CacheKibibytes { get; set; } = 32 * 1024;

    /// <summary>Longest time between two snapshots of device counts, 1 s…10 min. Default 10 s. What lies between is replayed at start.</summary>
    public TimeSpan DeviceSnapshotInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Size of the database up to which every page of it is looked at before the service starts, MiB, 0…1048576. Default 4096, at most some ten seconds. Of a larger one a page is looked at
    /// when it is read, as always.
    /// </summary>
    public int VerifyMebibytes { get; set; } = 4096;

    /// <summary>Size of the write-ahead log at which it is brought into the database, MiB, 1…1024. Default 16.</summary>
    public int CheckpointMebibytes { get; set; } = 16;
}
