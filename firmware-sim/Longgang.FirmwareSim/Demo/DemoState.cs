using Longgang.FirmwareSim.Cloud;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Demo;

/// <summary>What is known at the moment; held by the one loop that shows it.</summary>
public sealed class DemoState(AlertBook alerts)
{
    private volatile FleetProgress? _fleet;
    private volatile string _event = string.Empty;
    private readonly SortedDictionary<string, int> _kills = new(StringComparer.Ordinal);

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

    public int Kills => KillsByName.Values.Sum();

    /// <summary>How often each process was killed.</summary>
    public IReadOnlyDictionary<string, int> KillsByName
    {
        get
        {
            lock (_kills)
            {
                return new SortedDictionary<string, int>(_kills, StringComparer.Ordinal);
            }
        }
    }

    public void CountKill(string name)
    {
        lock (_kills)
        {
            _kills[name] = _kills.GetValueOrDefault(name) + 1;
        }
    }
}
