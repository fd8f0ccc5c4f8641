namespace Longgang.Simulation.Tests.World;

/// <summary>What happens when. Things of one moment happen in the order in which they were put down.</summary>
internal sealed class Agenda(SimClock clock)
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _items = new();
    private long _order;

    /// <summary>Things put down so far.</summary>
    internal long Count => _order;

    /// <summary>Puts down something for later.</summary>
    internal void After(TimeSpan delay, Action action) => _items.Enqueue(action, (clock.Now + delay, _order++));

    /// <summary>Does what is next. False: there is nothing.</summary>
    internal bool Next()
    {
        if (!_items.TryDequeue(out Action? action, out (TimeSpan At, long Order) when))
        {
            return false;
        }

        // A box that waited for its disk has moved the clock on: what was due meanwhile is late, never early.
        clock.Now = when.At > clock.Now ? when.At : clock.Now;
        action();
        return true;
    }
}
