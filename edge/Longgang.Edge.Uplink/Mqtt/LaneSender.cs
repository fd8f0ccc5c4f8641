using System.Diagnostics.CodeAnalysis;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Sends one lane and takes its acknowledgements. Lives as long as the process; <see cref="RunAsync"/> is called once for every
/// connection. A lane's sender shares nothing with the other's, so that a backlog of records never stands before an alert.
/// </summary>
internal sealed partial class LaneSender(ILane lane, UplinkWindowOptions options, TimeProvider time, UplinkMetrics metrics, ILogger logger)
{
    // Bounds what a missed wake-up or a change of the store file could cost. Nothing relies on it.
    private static readonly TimeSpan IdleTick = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan FaultPause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly UplinkWindow _window = new(options);
    private readonly WakeSignal _wake = new();

    public Lane Kind => lane.Kind;

    /// <summary>Whether the cloud has confirmed everything that it is willing to take.</summary>
    public bool Drained
    {
        get
        {
            ulong held = 0;
            lock (_lock)
            {
                foreach (HeldBatch batch in _window.Held)
                {
                    held += batch.Count;
                }
            }

            return lane.Snapshot.Pending <= held;
        }
    }

    public UplinkLaneFigures Figures(bool connected)
    {
        lock (_lock)
        {
            return new UplinkLaneFigures(lane.Kind, connected, _window.InFlight, _window.InFlightBytes, [.. _window.Held]);
        }
    }

    /// <summary>Takes one acknowledgement. Called by the connection's receiver.</summary>
    public void Take(Ack ack)
    {
        if (ack.OutboxId.Length != 16)
        {
            LogOddAck(lane.Kind, ack.FirstSequence, ack.Count, ack.Status);
            return;
        }

        OutboxId outbox = OutboxId.FromBytes(ack.OutboxId.Span);
        AckEffect effect;
        lock (_lock)
        {
            effect = _window.Acknowledge(outbox, ack.FirstSequence, ack.Count, ack.Status, ack.Reason, Now);
        }

        metrics.Acknowledged(lane.Kind, ack.Status, ack.Count);
        switch (effect)
        {
            case AckEffect.Delete:
                if (ack.Status == AckStatus.Quarantined)
                {
                    LogQuarantined(lane.Kind, outbox, ack.FirstSequence, ack.Count, ack.Reason);
                }

                lane.Acknowledge(outbox, ack.FirstSequence, ack.Count);
                break;
            case AckEffect.Resend:
                LogCorrupt(lane.Kind, ack.FirstSequence, ack.Count, ack.Reason);
                break;
            case AckEffect.Held:
                LogHeld(lane.Kind, ack.FirstSequence, ack.Count, ack.Reason);
                break;
            default:
                LogOddAck(lane.Kind, ack.FirstSequence, ack.Count, ack.Status);
                break;
        }

        _wake.Set();
    }

    /// <summary>Sends over one connection until it dies or the token ends it.</summary>
    /// <exception cref="UplinkConnectionException">The connection is dead.</exception>
    public async Task RunAsync(IUplinkPublisher publisher, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var publications = new List<Task>();
        lock (_lock)
        {
            _window.Reset();
        }

        try
        {
            await SendAsync(publisher, publications, ended.Token).ConfigureAwait(false);
        }
        finally
        {
            // What is still on its way fails with the connection and goes again with the next one.
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(publications).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    [SuppressMessage("Reliability", "CA2012", Justification = "The wait is kept as a task and awaited by the signal.")]
    private async Task SendAsync(IUplinkPublisher publisher, List<Task> publications, CancellationToken cancellationToken)
    {
        StoredBatch? ahead = null;
        ulong aheadAfter = 0;
        Task? arrival = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await ReapAsync(publications).ConfigureAwait(false);
            ulong accepted = lane.Snapshot.Accepted;
            UplinkStep step = NextStep(accepted, ref ahead, ref arrival);
            try
            {
                switch (step.Action)
                {
                    case UplinkAction.Resend:
                        StoredBatch? again = await lane.ReadAfterAsync(step.Sequence - 1, cancellationToken).ConfigureAwait(false);
                        await publisher.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
                        if (TakeResend(step.Sequence, again))
                        {
                            metrics.Sent(lane.Kind, again!, resent: true);
                            publications.Add(PublishAsync(publisher, again!, cancellationToken));
                        }
                        else
                        {
                            publisher.ReturnRoom();
                        }

                        continue;
                    case UplinkAction.ReadNext:
                        if (ahead is null || aheadAfter != step.Sequence)
                        {
                            ahead = await lane.ReadAfterAsync(step.Sequence, cancellationToken).ConfigureAwait(false);
                            aheadAfter = step.Sequence;
                        }

                        if (ahead is null)
                        {
                            if (GoesOnWithout(step.Sequence, accepted))
                            {
                                continue;
                            }

                            break;
                        }

                        await publisher.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
                        AdmitEffect effect = Admit(ahead);
                        if (effect == AdmitEffect.Send)
                        {
                            metrics.Sent(lane.Kind, ahead, resent: false);
                            publications.Add(PublishAsync(publisher, ahead, cancellationToken));
                            ahead = null;
                            continue;
                        }

                        publisher.ReturnRoom();
                        if (effect == AdmitEffect.Passed)
                        {
                            ahead = null;
                            continue;
                        }

                        break;
                    default:
                        break;
                }
            }
            catch (LaneFaultedException e)
            {
                LogLaneFaulted(lane.Kind, e.Message);
                step = step with { DueAt = Now + FaultPause };
            }

            if (AwaitsNew(step, accepted) is { } newest && arrival is null or { IsCompleted: true })
            {
                arrival = lane.WaitForBatchAsync(newest, cancellationToken).AsTask();
            }

            TimeSpan wait = step.DueAt is { } due && due - Now < IdleTick ? due - Now : IdleTick;
            await _wake.WaitAsync(AwaitsNew(step, accepted) is null ? null : arrival, wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <exception cref="UplinkConnectionException">The connection is deaf.</exception>
    private UplinkStep NextStep(ulong accepted, ref StoredBatch? ahead, ref Task? arrival)
    {
        OutboxId current = lane.Snapshot.Outbox;
        lock (_lock)
        {
            if (_window.Outbox != current)
            {
                _window.Rebase(current);
                ahead = null;
                arrival = null;
            }

            if (_window.IsDeaf(Now))
            {
                throw new UplinkConnectionException("The broker takes what is sent, and no acknowledgement of the cloud comes back over this connection");
            }

            return _window.Next(Now, accepted);
        }
    }

    // Nothing was found after a sequence. Whether there may be something elsewhere: while a backlog drains the window reads in two places.
    private bool GoesOnWithout(ulong sequence, ulong accepted)
    {
        lock (_lock)
        {
            bool draining = _window.IsDraining;
            _window.NothingAfter(sequence, accepted);
            return draining;
        }
    }

    // After which sequence something new would change what is to be done; null when it would not.
    private ulong? AwaitsNew(UplinkStep step, ulong accepted)
    {
        lock (_lock)
        {
            return step.Action == UplinkAction.ReadNext || (_window.IsDraining && !_window.HasNew(accepted)) ? _window.NewestCursor : null;
        }
    }

    private bool TakeResend(ulong sequence, StoredBatch? batch)
    {
        lock (_lock)
        {
            if (batch is null || batch.FirstSequence != sequence || batch.Outbox != _window.Outbox)
            {
                // Acknowledged meanwhile, or expired or quarantined by the lane, which has named it.
                _window.Forget(sequence);
                return false;
            }

            return _window.Resent(sequence, Now);
        }
    }

    private AdmitEffect Admit(StoredBatch batch)
    {
        lock (_lock)
        {
            return _window.Admit(batch, Now);
        }
    }

    private async Task PublishAsync(IUplinkPublisher publisher, StoredBatch batch, CancellationToken cancellationToken)
    {
        string? refusal = await publisher.PublishAsync(lane.Kind, batch, cancellationToken).ConfigureAwait(false);
        if (refusal is not null)
        {
            LogTurnedAway(lane.Kind, batch.FirstSequence, batch.Count, refusal);
            lock (_lock)
            {
                _window.TurnedAway(batch.FirstSequence, Now);
            }

            _wake.Set();
        }
    }

    /// <summary>Forgets what the broker has answered, and throws when the connection died under a publication.</summary>
    private static async Task ReapAsync(List<Task> publications)
    {
        for (int i = publications.Count - 1; i >= 0; i--)
        {
            if (publications[i].IsCompleted)
            {
                Task done = publications[i];
                publications.RemoveAt(i);
                await done.ConfigureAwait(false);
            }
        }
    }
}
