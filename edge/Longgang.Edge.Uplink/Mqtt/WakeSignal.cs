using System.Runtime.CompilerServices;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>Wakes one waiting loop. Signals that nobody waits for are remembered, once.</summary>
internal sealed class WakeSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _waiter;
    private bool _set;

    public void Set()
    {
        TaskCompletionSource? waiter;
        lock (_lock)
        {
            _set = true;
            waiter = _waiter;
        }

        waiter?.TrySetResult();
    }

    /// <summary>Forgets a signal that nobody waited for.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _set = false;
        }
    }

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
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_set || other is { IsCompleted: true } || timeout <= TimeSpan.Zero)
            {
                _set = false;
                return;
            }

            _waiter = waiter;
        }

        ITimer timer = time.CreateTimer(static state => ((TaskCompletionSource)state!).TrySetResult(), waiter, timeout, Timeout.InfiniteTimeSpan);
        await using ConfiguredAsyncDisposable timerDisposal = timer.ConfigureAwait(false);
        await using ConfiguredAsyncDisposable cancelled = cancellationToken
            .UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), waiter).ConfigureAwait(false);
        await (other is null ? waiter.Task : Task.WhenAny(waiter.Task, other)).ConfigureAwait(false);
        lock (_lock)
        {
            _waiter = null;
            _set = false;
        }

        cancellationToken.ThrowIfCancellationRequested();
    }
}
