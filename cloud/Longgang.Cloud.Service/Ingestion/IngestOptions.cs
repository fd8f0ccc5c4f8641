namespace Longgang.Cloud.Service.Ingestion;

/// <summary>How batches are taken in, section <c>Ingest</c>.</summary>
public sealed class IngestOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Ingest";

    /// <summary>Alert batches that may wait, 16…65536. Default 1024.</summary>
    public int AlertQueue { get; set; } = 1024;

    /// <summary>Record batches that may wait, 16…65536. Default 128: at most 128 packets of memory. A full queue holds the boxes back.</summary>
    public int RecordQueue { get; set; } = 128;

    /// <summary>
    /// Events of record batches in one transaction, 1…100000. Default: what suits the store, 2048 on SQLite, 8192 on PostgreSQL. An alert waits for
    /// the running transaction, so this bounds its latency.
    /// </summary>
    public int? GroupEvents { get; set; }

    /// <summary>Shortest time between two transactions that hold fewer than 16 record batches and no alert, 0…1 s. Default 50 ms.</summary>
    public TimeSpan Spacing { get; set; } = TimeSpan.FromMilliseconds(50);
}
