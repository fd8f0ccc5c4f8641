namespace Longgang.FirmwareSim.Devices;

/// <summary>What a <see cref="PushCore"/> does to the world.</summary>
public interface IPushPort
{
    /// <summary>Send these scans in one request; the outcome comes back as Answered or Failed.</summary>
    void Push(ReadOnlyMemory<ScanRecord> scans);

    /// <summary>The box said that it keeps the scan.</summary>
    void Kept(in ScanRecord scan);

    /// <summary>The box said that it does not want the scan.</summary>
    void Refused(in ScanRecord scan, string reason);

    /// <summary>The buffer was full.</summary>
    void Dropped();
}
