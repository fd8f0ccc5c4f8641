namespace Longgang.Edge.Core.Announcements;

/// <summary>Takes what the cloud tells this box, as it came from the broker.</summary>
public interface ICommandSink
{
    /// <summary>
    /// Takes an encoded <c>SignedCommand</c>; one after the other, in the order in which they came. Completes when the command is durable in the inbox, or refused:
    /// the answer to the cloud is the sink's affair. It may be anything that a broker delivers, also the same again.
    /// </summary>
    /// <param name="payload">The bytes as they came; they do not change.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="IOException">It could not be kept. Nothing was answered: the cloud tells it again.</exception>
    ValueTask TakeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);
}
