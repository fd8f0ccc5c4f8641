namespace Longgang.FirmwareSim.Demo;

/// <summary>Where the cloud stores.</summary>
public enum DemoStoreKind
{
    /// <summary>In a file of its own.</summary>
    Sqlite,

    /// <summary>In a PostgreSQL server.</summary>
    Postgres,
}
