using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Devices;

namespace Longgang.Edge.Devices.Lan;

/// <summary>A logged-in device behind one connection or request.</summary>
/// <param name="device">Who it is.</param>
/// <param name="verdicts">Where its verdicts go as soon as they are decided.</param>
public sealed class LanPeer(DeviceIdentity device, IVerdictSink verdicts)
{
    /// <summary>Who it is.</summary>
    public DeviceIdentity Device { get; } = device;

    /// <summary>Where its verdicts go as soon as they are decided.</summary>
    public IVerdictSink Verdicts { get; } = verdicts;

    /// <summary>The device's gate, looked up once a connection by the handler.</summary>
    public DeviceGate? Gate { get; set; }
}
