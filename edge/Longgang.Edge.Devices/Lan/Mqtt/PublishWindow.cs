using Longgang.Edge.Core.Admission;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>
/// Publications of one connection that wait for durability. They are acknowledged in the order in which they came (MQTT-4.6.0-2),
/// and while the window has room the connection is read on: keep-alives do not wait behind a commit.
/// </summary>
internal sealed class PublishWindow(int capacity, MqttOutput output, Action<int, ushort, AdmissionResult> acknowledge, Action<Exception> failed)
{
    private readonly Lock _lock = new();
    private readonly Queue<Waiting> _waiting = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _empty;
    private bool _pumping;

    /// <summary>Whether another publication has to wait.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count >= capacity;
            }
        }
    }

    /// <summary>Puts a publication into the window; acknowledges it at once when it has ended and nothing is before it.</summary>
    public void Add(int quality, ushort packetId, ValueTask<AdmissionResult> outcome)
    {
        bool waits;
        bool pump = false;
        lock (_lock)
        {
            waits = _waiting.Count > 0 || !outcome.IsCompletedSuccessfully;
            if (waits)
            {
                _waiting.Enqueue(new Waiting(quality, packetId, outcome.AsTask()));
                pump = !_pumping;
                _pumping = true;
            }
        }

        if (!waits)
        {
            acknowledge(quality, packetId, outcome.Result);
        }
        else if (pump)
        {
            _ = PumpAsync(); // ends in failed() whatever happens; not under the lock, for it runs on this thread until it has to wait
        }
    }

    /// <summary>Completes when there is room for another one.</summary>
    public Task RoomAsync()
    {
        lock (_lock)
        {
            return _waiting.Count < capacity ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Completes when everything has ended.</summary>
    public Task EmptyAsync()
    {
        lock (_lock)
        {
            return _waiting.Count == 0 ? Task.CompletedTask
                : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                Waiting head;
                lock (_lock)
                {
                    if (!_waiting.TryPeek(out head))
                    {
                        _pumping = false;
                        _empty?.TrySetResult();
                        _empty = null;
                        return;
                    }
                }

                AdmissionResult result = await head.Outcome.ConfigureAwait(false);
                output.Cork();
                try
                {
                    while (true)
                    {
                        acknowledge(head.Quality, head.PacketId, result);
                        lock (_lock)
                        {
                            _waiting.Dequeue();
                            _room?.TrySetResult();
                            _room = null;
                            if (!_waiting.TryPeek(out head) || !head.Outcome.IsCompletedSuccessfully)
                            {
                                break;
                            }
                        }

                        result = await head.Outcome.ConfigureAwait(false);
                    }
                }
                finally
                {
                    output.Uncork();
                }
            }
        }
#pragma warning disable CA1031 // whatever a handler threw costs this connection, is logged as an error, and nothing else
        catch (Exception e)
#pragma warning restore CA1031
        {
            lock (_lock)
            {
                _waiting.Clear();
                _room?.TrySetResult();
                _empty?.TrySetResult();
                _room = _empty = null;
            }

            failed(e);
        }
    }

    private readonly record struct Waiting(int Quality, ushort PacketId, Task<AdmissionResult> Outcome);
}
