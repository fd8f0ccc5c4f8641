using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>What every device of the fleet shares.</summary>
public sealed record FleetContext(
    FleetClock Clock, FleetLoop Loop, FleetCounters Counters, TruthWriter Truth, ScanEncoder Encoder);
