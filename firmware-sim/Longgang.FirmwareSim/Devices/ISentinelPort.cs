namespace Longgang.FirmwareSim.Devices;

/// <summary>What a <see cref="SentinelCore"/> does to the world.</summary>
public interface ISentinelPort
{
    /// <summary>Open a connection; the outcome comes back as Connected or Disconnected.</summary>
    void Connect();

    /// <summary>Close the connection; Disconnected follows.</summary>
    void Close(string reason);

    /// <summary>Publish the scan at QoS 1. <paramref name="attempt"/> is 0 for the first time in this life of the device.</summary>
    void PublishScan(in ScanRecord scan, ushort packetId, int attempt, bool duplicate);

    /// <summary>Publish the keep-alive.</summary>
    void PublishState(ushort packetId, int buffered);

    void Ping();

    /// <summary>The box said that it keeps the scan.</summary>
    void Kept(in ScanRecord scan);

    /// <summary>The box said that it does not want the scan.</summary>
    void Refused(in ScanRecord scan, string reason);

    /// <summary>The box acknowledged a scan and named it as refused only afterwards (MQTT 3.1.1): it was not kept.</summary>
    void RefusedLate(ulong sequence, string reason);

    /// <summary>A scan that had to be refused was acknowledged, and nothing was said about it.</summary>
    void Unanswered(in ScanRecord scan);

    /// <summary>The buffer was full.</summary>
    void Dropped();
}
