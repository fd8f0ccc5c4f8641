using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;
using Longgang.Simulation.Tests.World;

namespace Longgang.Simulation.Tests.Box;

/// <summary>Drives the window of one lane, as the MQTT sender does it, over the simulated network.</summary>
internal sealed class SimUplink
{
    private readonly SimWorld _world;
    private readonly SimLife _life;
    private readonly HostedLane _lane;
    private readonly UplinkWindow _window;
    private Task<StoredBatch?>? _read;
    private UplinkStep _step;
    private ulong _accepted;
    private int _timer;
    private bool _connected;
    private bool _isDeaf;

    internal SimUplink(SimWorld world, SimLife life, HostedLane lane)
    {
        _world = world;
        _life = life;
        _lane = lane;
        _window = new UplinkWindow(new UplinkWindowOptions { MaxBatches = 1 + world.Random.Next(12), AckTimeout = TimeSpan.FromSeconds(5), BehindEvents = world.Random.Next(3) * 6, DrainEventsPerSecond = world.Random.Next(2) * 20 });
        _world.Agenda.After(world.Short(), Connect);
    }

    private TimeSpan Now => _world.Clock.GetElapsedTime(0);

    /// <summary>The connection breaks; a new one follows.</summary>
    internal void Cut()
    {
        (_connected, _isDeaf) = (false, false);
        _world.Agenda.After(TimeSpan.FromMilliseconds(_world.Random.Next(3000)), Connect);
    }

    /// <summary>The broker loses the way back to this connection, and to no later one.</summary>
    internal void Deafen() => _isDeaf = true;

    internal void Pump()
    {
        for (int turn = 0; turn < 200 && _connected && !_life.IsOver; turn++)
        {
            if (_window.Outbox != _lane.Lane.Snapshot.Outbox)
            {
                _window.Rebase(_lane.Lane.Snapshot.Outbox);
                _read = null;
            }

            if (_read is null)
            {
                if (_window.IsDeaf(Now))
                {
                    Cut();
                    return;
                }

                _accepted = _lane.Lane.Snapshot.Accepted;
                _step = _window.Next(Now, _accepted);
                if (_step.Action == UplinkAction.Wait)
                {
                    Wait(_step.DueAt);
                    return;
                }

                _read = _lane.Lane.FindAsync(_step.Action == UplinkAction.Resend ? _step.Sequence - 1 : _step.Sequence);
            }

            if (!_read.IsCompleted)
            {
                _lane.Soon();
                return;
            }

            Task<StoredBatch?> read = _read;
            _read = null;
            if (read.IsFaulted)
            {
                _ = read.Exception;
                Wait(Now + TimeSpan.FromSeconds(1));
                return;
            }

            if (!Take(read.Result))
            {
                Wait(_step.DueAt ?? (Now + TimeSpan.FromSeconds(5)));
                return;
            }
        }
    }

    internal void Hear(Ack ack)
    {
        if (_life.IsOver || _isDeaf)
        {
            return;
        }

        OutboxId outbox = OutboxId.FromBytes(ack.OutboxId.Span);
        if (_window.Acknowledge(outbox, ack.FirstSequence, ack.Count, ack.Status, ack.Reason, Now) == AckEffect.Delete)
        {
            _lane.Lane.Acknowledge(outbox, ack.FirstSequence, ack.Count);
            _lane.Soon();
        }

        Pump();
    }

    private void Connect()
    {
        if (!_life.IsOver && !_connected)
        {
            _connected = true;
            _window.Reset();
            Pump();
        }
    }

    // Whether to go on.
    private bool Take(StoredBatch? batch)
    {
        if (_step.Action == UplinkAction.Resend)
        {
            if (batch is null || batch.FirstSequence != _step.Sequence || batch.Outbox != _window.Outbox)
            {
                _window.Forget(_step.Sequence);
            }
            else if (_window.Resent(_step.Sequence, Now))
            {
                Publish(batch);
            }

            return true;
        }

        if (batch is null)
        {
            bool draining = _window.IsDraining;
            _window.NothingAfter(_step.Sequence, _accepted);
            return draining;
        }

        AdmitEffect effect = _window.Admit(batch, Now);
        if (effect == AdmitEffect.Send)
        {
            Publish(batch);
        }

        return effect != AdmitEffect.NoRoom;
    }

    private void Publish(StoredBatch batch)
    {
        if (!_isDeaf && _world.Random.Next(100) == 0)
        {
            _window.TurnedAway(batch.FirstSequence, Now);
            return;
        }

        _world.Network.Send(_lane.Lane.Kind, batch);
    }

    private void Wait(TimeSpan? due)
    {
        if (due is { } at)
        {
            int timer = ++_timer;
            _world.Agenda.After(at > Now ? at - Now : TimeSpan.FromMilliseconds(1), () =>
            {
                if (timer == _timer)
                {
                    Pump();
                }
            });
        }
    }
}
