using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Quarantine;
using Longgang.Edge.Devices.Speakers;

namespace Longgang.Edge.Devices.Lan;

/// <summary>The scan pipeline behind the listeners.</summary>
/// <param name="desk">Takes in what sentinels and sensors send, and every keep-alive.</param>
/// <param name="quarantine">Keeps what cannot be read.</param>
/// <param name="meter">Counts.</param>
/// <param name="speakers">Hears what speakers answer; null on a box without announcements.</param>
public sealed class PipelineLanHandler(AdmissionDesk desk, IQuarantine quarantine, EdgeMeter meter, SpeakerHearing? speakers = null) : ILanHandler
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
            case LanMessage.Receipt:
                if (DeviceMessages.TryParseSpeakerReceipt(payload, out SpeakerReceiptMessage? receipt, out refusal))
                {
                    return AnsweredAsync(peer.Device, receipt);
                }

                break;
            default:
                if (DeviceMessages.TryParseState(payload, out StateMessage? state, out refusal))
                {
                    if (peer.Device.Kind == DeviceKind.Speaker && state.Languages is { } languages)
                    {
                        speakers?.Speaks(peer.Device.Id, languages);
                    }

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

    private async ValueTask<AdmissionResult> AnsweredAsync(DeviceIdentity device, SpeakerReceiptMessage receipt)
    {
        try
        {
            if (speakers is not null && await speakers.AnsweredAsync(device.Id, receipt, Evidence.Speaker, CancellationToken.None).ConfigureAwait(false))
            {
                meter.Admitted("receipt", isNew: true);
                return new AdmissionResult(AdmissionStatus.Kept, null, null);
            }

            return NotKept(AdmissionStatus.Fault, RefusalReason.BoxFault, "Nobody on the box takes receipts yet. Send it again.");
        }
        catch (Exception e) when (e is InboxFullException or LaneFullException)
        {
            return NotKept(AdmissionStatus.Full, RefusalReason.BoxFull, e.Message);
        }
        catch (Exception e) when (e is InboxFaultedException or LaneFaultedException)
        {
            return NotKept(AdmissionStatus.Fault, RefusalReason.BoxFault, e.Message);
        }
    }

    private AdmissionResult NotKept(AdmissionStatus status, string reason, string why)
    {
        meter.Refused(reason);
        return new AdmissionResult(status, null, new Refusal(reason, why));
    }

    private static string Name(LanMessage kind) => kind switch
    {
        LanMessage.Scan => "scan",
        LanMessage.Reading => "reading",
        LanMessage.Receipt => "receipt",
        _ => "state",
    };
}
