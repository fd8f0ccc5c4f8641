namespace Longgang.Edge.Core.Announcements;

/// <summary>
/// One way to reach speakers: MQTT, RTP, later others. What it hears of them it tells to the <see cref="ISpeakerListener"/> that it was started with.
/// Calls for one speaker come one after the other.
/// </summary>
public interface ISpeakerPort
{
    /// <summary>Its name in the register and in reports: <c>mqtt</c>, <c>rtp</c>.</summary>
    string Adapter { get; }

    /// <summary>
    /// Tells speakers to play. Completes when the order has left, not when it is heard. A speaker that is not reached is told to the listener as
    /// <see cref="ISpeakerListener.NotReached"/>: then it has heard nothing, for certain.
    /// </summary>
    ValueTask PlayAsync(PlayOrder order, CancellationToken cancellationToken);

    /// <summary>Tells a speaker to stop an attempt. Nothing happens when it does not play it.</summary>
    ValueTask StopAsync(string device, UInt128 attempt, CancellationToken cancellationToken);
}
