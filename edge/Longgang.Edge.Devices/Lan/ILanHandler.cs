using Longgang.Edge.Core.Admission;

namespace Longgang.Edge.Devices.Lan;

/// <summary>What stands behind the LAN listeners. Called in the order in which a connection's messages came; may be called again before an earlier call has completed.</summary>
public interface ILanHandler
{
    /// <summary>Takes a message. The payload is only valid until the call returns, not until the task completes. Completes when the message is durable, or will not be.</summary>
    ValueTask<AdmissionResult> HandleAsync(LanPeer peer, LanMessage kind, ReadOnlySpan<byte> payload);

    /// <summary>Input that no message can be made of, for the quarantine.</summary>
    /// <param name="peer">Who sent it.</param>
    /// <param name="topic">Topic or route.</param>
    /// <param name="reason">One of <see cref="Contracts.Device.RefusalReason"/>.</param>
    /// <param name="payload">What there is of it.</param>
    void Refuse(LanPeer peer, string topic, string reason, ReadOnlySpan<byte> payload);
}
