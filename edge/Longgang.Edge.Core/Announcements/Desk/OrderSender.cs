using Longgang.Edge.Core.Announcements.Player;

namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Tells speakers what the player says: for each group one call after the other, for different groups none waits for another. Used by one loop.</summary>
internal sealed class OrderSender(
    IEnumerable<ISpeakerPort> ports, BackgroundWork background, TimeProvider time, Action<string, UInt128, string> notReached, CancellationToken stopping)
{
    private readonly Dictionary<string, ISpeakerPort> _ports = ports.ToDictionary(port => port.Adapter, StringComparer.Ordinal);
    private readonly Dictionary<string, Task> _last = new(StringComparer.Ordinal);

    internal void Send(PlayerEffect.Play play) => After(play.Order.Group, () => PlayAsync(play));

    internal void Send(PlayerEffect.Stop stop) => After(
        stop.Group, () => _ports.TryGetValue(stop.Adapter, out ISpeakerPort? port) ? port.StopAsync(stop.Device, stop.Attempt, stopping) : ValueTask.CompletedTask);

    private void After(string group, Func<ValueTask> call)
    {
        Task before = _last.GetValueOrDefault(group, Task.CompletedTask);
        var done = new TaskCompletionSource();
        _last[group] = done.Task;
        background.Run(async () =>
        {
            try
            {
                await before.ConfigureAwait(false);
                await call().ConfigureAwait(false);
            }
            finally
            {
                done.SetResult();
            }
        });
    }

    private ValueTask PlayAsync(PlayerEffect.Play play)
    {
        TimeSpan left = play.BeginBy - time.GetElapsedTime(0);
        bool isKnown = _ports.TryGetValue(play.Adapter, out ISpeakerPort? port);
        if (isKnown && left > TimeSpan.Zero)
        {
            return port!.PlayAsync(play.Order with { Within = left < play.Order.Within ? left : play.Order.Within }, stopping);
        }

        // It waited too long behind a call that did not end, or its adapter is not part of this box: it never left.
        foreach ((string device, UInt128 attempt) in play.Order.Attempts)
        {
            notReached(device, attempt, isKnown ? ReceiptReason.TooLate : ReceiptReason.NotConnected);
        }

        return ValueTask.CompletedTask;
    }
}
