using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>A device as the fleet's loop sees it.</summary>
public interface IFleetDevice : IAsyncDisposable
{
    /// <summary>The time for which the loop has it in its queue; owned by the loop.</summary>
    long QueuedDue { get; set; }

    /// <summary>Scans that it holds and that no box has kept.</summary>
    int Buffered { get; }

    /// <summary>True once it can upload.</summary>
    bool Ready { get; }

    /// <summary>A person stands there.</summary>
    void Arrive(in ScanRecord draft);

    /// <summary>Does what is due; returns when it wants to be called again.</summary>
    long Tick();

    /// <summary>Names in the truth what was sent and never settled.</summary>
    void WriteUnknown(TruthWriter truth);
}
