namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Work beside a loop: none is forgotten when the loop ends, and what goes wrong in it is the loop's end.</summary>
/// <param name="failed">Told of what went wrong, on any thread.</param>
internal sealed class BackgroundWork(Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];

    /// <summary>Starts work. Being cancelled is no failure.</summary>
    internal void Run(Func<Task> work)
    {
        Task task = GuardAsync(work);
        if (task.IsCompleted)
        {
            return;
        }

        lock (_lock)
        {
            _running.Add(task);
            _running.RemoveWhere(done => done.IsCompleted);
        }
    }

    /// <summary>Completes when all of it has ended.</summary>
    internal Task WhenAllAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_running);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop is ending.
        }
#pragma warning disable CA1031 // handed on whole
        catch (Exception e)
        {
            failed(e);
        }
#pragma warning restore CA1031
    }
}
