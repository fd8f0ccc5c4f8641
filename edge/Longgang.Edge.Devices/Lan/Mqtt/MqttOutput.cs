using System.Buffers;
using System.IO.Pipelines;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>
/// What goes to one device. Verdicts, acknowledgements and the broker's own packets come from different threads; each is written whole, in the
/// order of the calls, and whatever has gathered while a write was on its way, or the callers of one commit were told, goes with the next one.
/// </summary>
internal sealed class MqttOutput(PipeWriter pipe, int maxUnsentBytes, Action overflow) : IHeldAnswer
{
    private const int KeptCapacity = 8 << 10;

    private readonly Lock _lock = new();
    private ArrayBufferWriter<byte> _gathering = new(64);
    private ArrayBufferWriter<byte> _spare = new(64);
    private TaskCompletionSource? _drained;
    private int _corks;
    private bool _writing;
    private bool _dead;

    /// <summary>Bytes written so far.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Adds a packet. False when the connection is dead and nothing of it will be sent.</summary>
    public bool Add<TState>(TState state, Action<IBufferWriter<byte>, TState> write)
    {
        lock (_lock)
        {
            if (_dead)
            {
                return false;
            }

            write(_gathering, state);
            if (_gathering.WrittenCount > maxUnsentBytes)
            {
                // The device does not read. What it misses it will ask for again.
                _dead = true;
                _gathering.Clear();
            }
            else if (_writing || _corks > 0)
            {
                return true;
            }
            else
            {
                _writing = true;
            }
        }

        if (_dead)
        {
            overflow();
            return false;
        }

        Begin();
        return true;
    }

    /// <summary>Holds packets back until <see cref="Uncork"/>, so that many answers are one write.</summary>
    public void Cork()
    {
        lock (_lock)
        {
            _corks++;
        }
    }

    /// <summary>Sends what was held back.</summary>
    public void Uncork()
    {
        lock (_lock)
        {
            if (--_corks > 0 || _writing || _dead || _gathering.WrittenCount == 0)
            {
                return;
            }

            _writing = true;
        }

        Begin();
    }

    /// <inheritdoc/>
    void IHeldAnswer.Send() => _ = PumpAsync();

    /// <summary>Completes when everything has been handed to the network, or never will be.</summary>
    public Task DrainedAsync()
    {
        lock (_lock)
        {
            if (_dead || (!_writing && _gathering.WrittenCount == 0))
            {
                return Task.CompletedTask;
            }

            return (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void Begin()
    {
        if (!CommitAnswers.TryHold(this))
        {
            _ = PumpAsync();
        }
    }

    /// <summary>Writes until nothing is left. Runs on the caller's thread as long as the network takes it, which is nearly always.</summary>
    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                ArrayBufferWriter<byte> writing;
                lock (_lock)
                {
                    if (_gathering.WrittenCount == 0 || _dead)
                    {
                        _writing = false;
                        Release();
                        return;
                    }

                    writing = _gathering;
                    (_gathering, _spare) = (_spare, _gathering);
                    BytesSent += writing.WrittenCount;
                }

                FlushResult result = await pipe.WriteAsync(writing.WrittenMemory).ConfigureAwait(false);
                writing.ResetWrittenCount();
                if (writing.Capacity > KeptCapacity)
                {
                    lock (_lock)
                    {
                        _spare = new ArrayBufferWriter<byte>(64); // a burst does not stay in memory a thousand times over
                    }
                }

                if (result.IsCompleted || result.IsCanceled)
                {
                    Die();
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            Die(); // the connection is gone; the reading side notices by itself
        }
    }

    private void Die()
    {
        lock (_lock)
        {
            _dead = true;
            _writing = false;
            Release();
        }
    }

    private void Release()
    {
        _drained?.TrySetResult();
        _drained = null;
    }
}
