namespace Longgang.Cloud.Core.Scans;

/// <summary>Reads stored scans.</summary>
public interface IScanReader
{
    /// <summary>A page of scans with ids above <paramref name="after"/>, in order of id.</summary>
    Task<IReadOnlyList<ScanRecord>> ListAsync(string? device, long after, int limit, CancellationToken cancellationToken);

    /// <summary>A page of numbered events (scans and readings) with ids above <paramref name="after"/>, in order of id.</summary>
    Task<IReadOnlyList<ExportedEvent>> ExportAsync(long after, int limit, CancellationToken cancellationToken);
}
