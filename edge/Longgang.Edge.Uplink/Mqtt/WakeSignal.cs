using System.Threading.Channels;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>Wakes one waiting loop. Signals that nobody waits for are remembered, once.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Forgets a signal that nobody waited for.</summary>
    public void Clear() => _channel.Reader.TryRead(out _);

    /// <summary>
    /// Waits for a signal, for <paramref name="other"/> or for the time to pass, whichever comes first. The signal is consumed.
    /// </summary>
    /// <param name="other">Something else to wake for; it is neither cancelled nor observed.</param>
    /// <param name="timeout">Upper bound of the wait.</param>
    /// <param name="time">Clock of the bound.</param>
    /// <param name="cancellationToken">Ends the wait with an exception.</param>
    public async Task WaitAsync(Task? other, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_channel.Reader.TryRead(out _) || other is { IsCompleted: true } || timeout <= TimeSpan.Zero)
        {
            return;
        }

        // A wait that lost the race must not stay behind on the channel: it would swallow the next signal.
        using var loser = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task signal = _channel.Reader.WaitToReadAsync(loser.Token).AsTask();
        Task delay = Task.Delay(timeout, time, loser.Token);
        await (other is null ? Task.WhenAny(signal, delay) : Task.WhenAny(signal, delay, other)).ConfigureAwait(false);
        await loser.CancelAsync().ConfigureAwait(false);
        _channel.Reader.TryRead(out _);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
