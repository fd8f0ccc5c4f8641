using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>A device as the fleet sees it.</summary>
public interface IFleetDevice : ILoopMember, IAsyncDisposable
{
    /// <summary>Scans that it holds and that no box has kept.</summary>
    int Buffered { get; }

    /// <summary>True once it can upload.</summary>
    bool Ready { get; }

    /// <summary>A person stands there.</summary>
    void Arrive(in ScanRecord draft);

    /// <summary>Names in the truth what was sent and never settled.</summary>
    void WriteUnknown(TruthWriter truth);
}
