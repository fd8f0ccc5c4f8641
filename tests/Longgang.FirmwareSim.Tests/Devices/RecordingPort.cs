using Longgang.FirmwareSim.Devices;

namespace Longgang.FirmwareSim.Tests.Devices;

/// <summary>Writes down what a device does, and forgets it when it is looked at.</summary>
internal sealed class RecordingPort : ISentinelPort, IPushPort
{
    private readonly List<string> _done = [];

    /// <summary>The packet id of the last publication.</summary>
    public ushort LastId { get; private set; }

    public List<ulong> KeptSequences { get; } = [];

    public string[] Done()
    {
        string[] done = [.. _done];
        _done.Clear();
        return done;
    }

    public void Connect() => _done.Add("connect");

    public void Close(string reason) => _done.Add($"close: {reason}");

    public void PublishScan(in ScanRecord scan, ushort packetId, int attempt, bool duplicate)
    {
        LastId = packetId;
        _done.Add($"scan {scan.Sequence} attempt {attempt}{(duplicate ? " dup" : string.Empty)}");
    }

    public void PublishState(ushort packetId, int buffered)
    {
        LastId = packetId;
        _done.Add($"state {buffered}");
    }

    public void Ping() => _done.Add("ping");

    public void Push(ReadOnlyMemory<ScanRecord> scans) => _done.Add($"push {string.Join(' ', scans.ToArray().Select(s => s.Sequence))}");

    public void Kept(in ScanRecord scan)
    {
        KeptSequences.Add(scan.Sequence);
        _done.Add($"kept {scan.Sequence}");
    }

    public void Refused(in ScanRecord scan, string reason) => _done.Add($"refused {scan.Sequence} {reason}");

    public void RefusedLate(ulong sequence, string reason) => _done.Add($"refused late {sequence} {reason}");

    public void Unanswered(in ScanRecord scan) => _done.Add($"unanswered {scan.Sequence}");

    public void Dropped() => _done.Add("dropped");
}
