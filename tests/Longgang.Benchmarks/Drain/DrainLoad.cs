using Longgang.FirmwareSim.Load;

namespace Longgang.Benchmarks.Drain;

/// <summary>The devices of one run: the same for every subject.</summary>
internal sealed class DrainLoad(int port, IReadOnlyList<DeviceLogin> logins, int eventsEach, int inFlight = 16, int payloadBytes = 100)
{
    private long _firstSinceMark;

    /// <summary>Where they connect.</summary>
    public int Port => port;

    /// <summary>Events of one device.</summary>
    public int EventsEach => eventsEach;

    /// <summary>Unacknowledged events of one device.</summary>
    public int InFlight => inFlight;

    /// <summary>Writes the readings.</summary>
    public ReadingEncoder Encoder { get; } = new(1, TimeProvider.System.GetUtcNow(), payloadBytes);

    /// <summary>What was acknowledged to the devices.</summary>
    public SequenceCounts Kept { get; } = new(logins.Count, eventsEach);

    /// <summary>When the first acknowledgement since <see cref="Mark"/> came, as a timestamp; 0 when none did.</summary>
    public long FirstSinceMark => Interlocked.Read(ref _firstSinceMark);

    /// <summary>Looks out for the next acknowledgement.</summary>
    public void Mark() => Interlocked.Exchange(ref _firstSinceMark, 0);

    /// <summary>Connects every device; the second task completes when everything is acknowledged, after <paramref name="go"/>.</summary>
    public (Task Connected, Task Done) Start(Task go)
    {
        int missing = logins.Count;
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task done = Task.WhenAll(logins.Select((login, index) => Task.Run(() => new DrainDevice(login, index, this).RunAsync(OnConnected, go))));
        return (connected.Task, done);

        void OnConnected()
        {
            if (Interlocked.Decrement(ref missing) == 0)
            {
                connected.SetResult();
            }
        }
    }

    internal bool IsAcknowledged(int device, int sequence) => Kept.Has(device, sequence);

    internal void Acknowledged(int device, int sequence)
    {
        Kept.Add(device, sequence);
        if (Volatile.Read(ref _firstSinceMark) == 0)
        {
            Interlocked.CompareExchange(ref _firstSinceMark, TimeProvider.System.GetTimestamp(), 0);
        }
    }
}
