namespace Longgang.Edge.Core.Lanes;

/// <summary>
/// Gathers what the callers of one commit answer to their devices. They are told one after the other on one thread (<see cref="ILane.AppendAsync"/>), and a device with
/// several events in the commit would otherwise get a packet for each: a system call an event, on both sides.
/// </summary>
public static class CommitAnswers
{
    [ThreadStatic]
    private static List<IHeldAnswer>? _held;

    /// <summary>Runs what tells the callers; what they hold goes out when all are told, also when it throws.</summary>
    public static void Gather<TState>(TState state, Action<TState> tell)
    {
        if (_held is not null)
        {
            tell(state);
            return;
        }

        var held = new List<IHeldAnswer>();
        _held = held;
        try
        {
            tell(state);
        }
        finally
        {
            _held = null;
            foreach (IHeldAnswer answer in held)
            {
                answer.Send();
            }
        }
    }

    /// <summary>Holds an answer until the others are told. False: nobody is being told on this thread, send it at once.</summary>
    public static bool TryHold(IHeldAnswer answer)
    {
        _held?.Add(answer);
        return _held is not null;
    }
}
