using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Publishes commands that are durable in the store, and notes there that it did.</summary>
/// <param name="outbox">Where they are durable.</param>
/// <param name="services">Gives the transport late: it is the broker's, which brings statuses, which bring births, which publish.</param>
/// <param name="time">The clock.</param>
public sealed class CommandPublisher(ICommandOutbox outbox, IServiceProvider services, TimeProvider time)
{
    private readonly Lazy<ICommandTransport?> _transport = new(services.GetService<ICommandTransport>);

    // As many as a broker next door takes at once without being asked.
    private const int Window = 64;

    /// <summary>Whether there is a way to the boxes.</summary>
    public bool HasTransport => _transport.Value is not null;

    /// <summary>Publishes and marks; a command that goes out for the first time goes to all its topics, one that is sent again to the box's own.</summary>
    /// <exception cref="CommandTransportException">The broker does not take them; those that it took before are marked.</exception>
    public async Task PublishAsync(IReadOnlyList<DueCommand> commands, CancellationToken cancellationToken)
    {
        if (_transport.Value is not { } transport || commands.Count == 0)
        {
            return;
        }

        var sent = new List<DueCommand>(commands.Count);
        try
        {
            foreach (DueCommand[] some in commands.Chunk(Window))
            {
                await Task.WhenAll(some.Select(command => PublishAsync(transport, command, cancellationToken)));
                sent.AddRange(some);
            }
        }
        finally
        {
            // Not cancelled with the call: a mark that is missing costs a message, and says less than is true.
            DateTimeOffset now = time.GetUtcNow();
            foreach (IGrouping<int, DueCommand> group in sent.GroupBy(command => command.Gateway is null ? 0 : command.Sent))
            {
                await outbox.MarkSentAsync([.. group], now + ResendPlan.After(group.Key), CancellationToken.None);
            }
        }
    }

    private async Task PublishAsync(ICommandTransport way, DueCommand command, CancellationToken cancellationToken)
    {
        TimeSpan left = command.ExpiresAt - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            // It expired while those before it were sent.
            return;
        }

        IReadOnlyList<string> topics = command.Gateway is { } gateway ? [Topics.Down(gateway, Topics.Announcement)] : command.Topics;
        foreach (string[] some in topics.Chunk(Window))
        {
            await Task.WhenAll(some.Select(topic => way.PublishAsync(topic, command.Bytes, left, cancellationToken).AsTask()));
        }
    }
}
