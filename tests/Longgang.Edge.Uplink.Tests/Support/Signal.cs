namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>A condition variable for tests: whoever changes something pulses, whoever waits looks again.</summary>
public sealed class Signal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pulse()
    {
        TaskCompletionSource current;
        lock (_lock)
        {
            (current, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        current.SetResult();
    }

    /// <summary>Waits until the condition holds; fails naming <paramref name="what"/> after <paramref name="seconds"/>.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, int seconds = 20)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _next.Task;
            }

            if (condition())
            {
                return;
            }

            try
            {
                await next.WaitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"Waited {seconds} s for: {what}");
            }
        }
    }
}
