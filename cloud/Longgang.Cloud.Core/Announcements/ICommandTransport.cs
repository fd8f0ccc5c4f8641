namespace Longgang.Cloud.Core.Announcements;

/// <summary>The way of commands to the boxes. It promises nothing beyond an attempt: who publishes publishes again until the box has answered.</summary>
public interface ICommandTransport
{
    /// <summary>Publishes a command with QoS 1. Completes when the broker has it; also when nobody listens now.</summary>
    /// <param name="topic">Of an area or of a box.</param>
    /// <param name="payload">An encoded <c>SignedCommand</c>.</param>
    /// <param name="expiry">How long a broker may keep it.</param>
    /// <param name="cancellationToken">Gives up waiting; the broker may have it.</param>
    /// <exception cref="IOException">The broker is out of reach, or does not take it.</exception>
    Task PublishAsync(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry, CancellationToken cancellationToken);
}
