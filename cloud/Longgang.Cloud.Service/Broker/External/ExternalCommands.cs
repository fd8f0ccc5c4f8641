using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// Commands over a connection of their own, so that none stands behind acknowledgements. While there is no connection publishing fails at once: whoever publishes has
/// the command in the store and comes again.
/// </summary>
internal sealed class ExternalCommands : ICommandTransport
{
    private volatile Live? _live;

    /// <summary>Serves over one connection until the token ends it.</summary>
    public async Task RunAsync(BrokerSession session, CancellationToken cancellationToken)
    {
        using var room = new SemaphoreSlim(session.Window);
        _live = new Live(session, room);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }
        finally
        {
            _live = null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, TimeSpan expiry, CancellationToken cancellationToken)
    {
        Live live = _live ?? throw new CommandTransportException("There is no connection to the broker.");
        string? refusal;
        try
        {
            await live.Room.WaitAsync(cancellationToken);
            try
            {
                refusal = await live.Session.PublishAsync(CommandMessage.Create(topic, payload, expiry), cancellationToken);
            }
            finally
            {
                _ = live.Room.Release();
            }
        }
        catch (Exception e) when (e is BrokerConnectionException or ObjectDisposedException)
        {
            throw new CommandTransportException($"The connection to the broker ended: {e.Message}", e);
        }

        if (refusal is not null)
        {
            throw new CommandTransportException($"The broker does not take a command on '{topic}': {refusal}. Give the service's user the right to write there.");
        }
    }

    private sealed record Live(BrokerSession Session, SemaphoreSlim Room);
}
