using Longgang.FirmwareSim.Cloud;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Demo;

/// <summary>What is known at the moment; held by the one loop that shows it.</summary>
public sealed class DemoState(AlertBook alerts)
{
    private volatile FleetProgress? _fleet;
    private volatile string _event = string.Empty;
    private int _kills;

    public string Phase { get; set; } = "starting";

    public TruthTable Truth { get; } = new();

    public AlertBook Alerts { get; } = alerts;

    /// <summary>The last line of the fleet.</summary>
    public FleetProgress? Fleet
    {
        get => _fleet;
        set => _fleet = value;
    }

    public LedgerSnapshot? Ledger { get; set; }

    /// <summary>What the faults did last.</summary>
    public string Event
    {
        get => _event;
        set => _event = value;
    }

    public int Kills => Volatile.Read(ref _kills);

    public void CountKill() => Interlocked.Increment(ref _kills);
}
