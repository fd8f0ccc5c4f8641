namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>One at a time, for each key by itself.</summary>
internal sealed class Turns
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Turn> _turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; disposing of it gives it back.</summary>
    public async ValueTask<IDisposable> TakeAsync(string key, CancellationToken cancellationToken)
    {
        Turn turn;
        lock (_lock)
        {
            if (!_turns.TryGetValue(key, out Turn? known))
            {
                _turns[key] = known = new Turn(this, key);
            }

            turn = known;
            turn.Users++;
        }

        try
        {
            await turn.Free.WaitAsync(cancellationToken).ConfigureAwait(false);
            return turn;
        }
        catch
        {
            Leave(turn);
            throw;
        }
    }

    private void Leave(Turn turn)
    {
        lock (_lock)
        {
            if (--turn.Users == 0)
            {
                _turns.Remove(turn.Key);
            }
        }
    }

    private sealed class Turn(Turns turns, string key) : IDisposable
    {
        public string Key => key;

        public SemaphoreSlim Free { get; } = new(1);

        public int Users { get; set; }

        public void Dispose()
        {
            Free.Release();
            turns.Leave(this);
        }
    }
}
