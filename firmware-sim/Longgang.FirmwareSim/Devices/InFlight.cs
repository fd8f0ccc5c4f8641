namespace Longgang.FirmwareSim.Devices;

/// <summary>The one scan that is under way, with every packet id under which it was sent on this connection.</summary>
public sealed class InFlight
{
    private readonly List<ushort> _ids = [];
    private int _launches;

    public ScanRecord Scan { get; private set; }

    /// <summary>True while an answer is awaited on this connection.</summary>
    public bool Busy { get; private set; }

    /// <summary>True when the scan has been on the wire, on this connection or an earlier one.</summary>
    public bool EverSent => _launches > 0;

    /// <summary>How often it was sent on this connection.</summary>
    public int Attempts { get; private set; }

    public long Deadline { get; set; }

    /// <summary>Acknowledged, but not yet said whether kept or refused (MQTT 3.1.1).</summary>
    public bool Acknowledged { get; set; }

    /// <summary>A refusal that came before the acknowledgement (MQTT 3.1.1).</summary>
    public string? Refusal { get; set; }

    public ushort LastId => _ids[^1];

    public bool Answers(ushort packetId) => Busy && !Acknowledged && _ids.Contains(packetId);

    public void Take(in ScanRecord scan)
    {
        if (!EverSent)
        {
            Scan = scan;
        }

        Busy = true;
        Attempts = 0;
        Acknowledged = false;
        Refusal = null;
        _ids.Clear();
    }

    /// <summary>Counts a transmission; returns how many there were before it, on any connection.</summary>
    public int Launch(ushort id, long deadline)
    {
        _ids.Add(id);
        Attempts++;
        Deadline = deadline;
        return _launches++;
    }

    /// <summary>The connection is gone: the scan waits for the next one.</summary>
    public void Interrupt() => Busy = false;

    /// <summary>The box cannot take it now.</summary>
    public void Postpone() => Busy = false;

    /// <summary>The scan is decided.</summary>
    public void Settle()
    {
        Busy = false;
        _launches = 0;
        _ids.Clear();
    }
}
