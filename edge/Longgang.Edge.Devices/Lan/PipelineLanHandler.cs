using Longgang.Contracts.Device;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Quarantine;

namespace Longgang.Edge.Devices.Lan;

/// <summary>The scan pipeline behind the listeners.</summary>
public sealed class PipelineLanHandler(AdmissionDesk desk, IQuarantine quarantine, EdgeMeter meter) : ILanHandler
{
    /// <inheritdoc/>
    public ValueTask<AdmissionResult> HandleAsync(LanPeer peer, LanMessage kind, ReadOnlySpan<byte> payload)
    {
        DeviceGate gate = peer.Gate ??= desk.GateOf(peer.Device);
        Refusal? refusal;
        switch (kind)
        {
            case LanMessage.Scan:
                if (DeviceMessages.TryParseScan(payload, out ScanMessage? scan, out refusal))
                {
                    return desk.AdmitAsync(peer.Device, gate, scan, peer.Verdicts);
                }

                break;
            case LanMessage.Reading:
                if (DeviceMessages.TryParseReading(payload, out ReadingMessage? reading, out refusal))
                {
                    return desk.AdmitAsync(peer.Device, gate, reading);
                }

                break;
            default:
                if (DeviceMessages.TryParseState(payload, out StateMessage? state, out refusal))
                {
                    return desk.AdmitAsync(peer.Device, gate, state);
                }

                break;
        }

        Refuse(peer, Name(kind), refusal.Reason, payload);
        return new ValueTask<AdmissionResult>(new AdmissionResult(AdmissionStatus.Refused, null, refusal));
    }

    /// <inheritdoc/>
    public void Refuse(LanPeer peer, string topic, string reason, ReadOnlySpan<byte> payload)
    {
        meter.Refused(reason);
        quarantine.Keep(peer.Device.Id, topic, reason, payload);
    }

    private static string Name(LanMessage kind) => kind switch
    {
        LanMessage.Scan => "scan",
        LanMessage.Reading => "reading",
        _ => "state",
    };
}
