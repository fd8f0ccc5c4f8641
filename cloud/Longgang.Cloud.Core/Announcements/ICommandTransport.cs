namespace Longgang.Cloud.Core.Announcements;

/// <summary>The way down to the boxes.</summary>
public interface ICommandTransport
{
    /// <summary>Publishes at QoS 1, not retained. Completes when the broker has it, which says nothing about any box: only a box's answer does.</summary>
    /// <param name="topic">A box's or an area's <c>down</c> topic.</param>
    /// <param name="payload">An encoded <c>SignedCommand</c>; it must not change any more.</param>
    /// <param name="expiry">The message expiry interval; at least a second, fractions are cut off. Not every broker keeps to it.</param>
    /// <param name="cancellationToken">Gives up waiting; the message may go out all the same.</param>
    /// <exception cref="CommandTransportException">The broker does not have it: publish it again.</exception>
    ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry, CancellationToken cancellationToken);
}
