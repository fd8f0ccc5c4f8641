namespace Longgang.Edge.Core.Quarantine;

/// <summary>Where malformed input lands, for people to look at. Bounded; returns at once and never throws.</summary>
public interface IQuarantine
{
    /// <summary>Keeps a message that could not be read.</summary>
    /// <param name="device">Who sent it.</param>
    /// <param name="topic">Topic or route.</param>
    /// <param name="reason">One of <see cref="Contracts.Device.RefusalReason"/>.</param>
    /// <param name="payload">As it came; cut to a bound.</param>
    void Keep(string device, string topic, string reason, ReadOnlySpan<byte> payload);
}
