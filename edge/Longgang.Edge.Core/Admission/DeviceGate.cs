using System.Globalization;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Admission;

/// <summary>
/// What one device has in the box: what is kept, what is on its way, what it still owes. A sequence counts as kept only when the lane
/// has said so, so a failed append needs no rolling back: the sequence was never taken.
/// </summary>
public sealed class DeviceGate
{
    /// <summary>
    /// Messages of a device on their way at once, and how far apart their sequences may be: as wide as the window of
    /// <see cref="DeviceCursor"/>, or one that fails could be passed over by those after it.
    /// </summary>
    internal const int MaxInFlight = 64;

    /// <summary>A device that sends newer messages for this long without repeating a refused one has given it up.</summary>
    internal static readonly TimeSpan OwedFor = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly List<Ticket> _inFlight = [];
    private DeviceCursor _kept;
    private Ticket? _last;
    private ulong _topEpoch;
    private OwedSequences _owed;
    private ulong _owedEpoch;
    private long _owedSince;
    private AdmissionStatus _owedStatus;
    private VerdictMemory _verdicts;
    private DeviceClock _clock;
    private Queue<(ulong Epoch, ulong Sequence)>? _alerted;

    internal DeviceGate(DeviceCursor kept)
    {
        _kept = kept;
        _topEpoch = kept.Epoch;
    }

    /// <summary>What is known of the device's clock.</summary>
    internal DeviceClock Clock
    {
        get
        {
            lock (_lock)
            {
                return _clock;
            }
        }
    }

    /// <summary>Flags of the last keep-alive whose alerts are durable. Only the message whose turn it is looks at them.</summary>
    internal IReadOnlyList<string> Flags { get; set; } = [];

    /// <summary>The queue of those that found the gate crowded; they enter in the order in which they came.</summary>
    internal Task Crowd { get; private set; } = Task.CompletedTask;

    /// <summary>Joins the queue. Returns what it has to wait for.</summary>
    internal Task JoinCrowd(Task done)
    {
        lock (_lock)
        {
            Task before = Crowd;
            Crowd = done;
            return before;
        }
    }

    /// <summary>A keep-alive tells what the device's clock is worth.</summary>
    internal void HearKeepAlive(DateTimeOffset? device, DateTimeOffset box)
    {
        lock (_lock)
        {
            _clock = _clock.AfterKeepAlive(device, box);
        }
    }

    /// <summary>So does a scan that is about now.</summary>
    internal void HearScan(DateTimeOffset? device, DateTimeOffset box, TimeSpan tolerance)
    {
        lock (_lock)
        {
            _clock = _clock.AfterScan(device, box, tolerance);
        }
    }

    /// <summary>A message comes in.</summary>
    /// <param name="epoch">The device's epoch.</param>
    /// <param name="sequence">Its sequence, 0 when it does not count.</param>
    /// <param name="sink">Who waits for a verdict; a retransmission is added to those who wait.</param>
    /// <param name="recovered">What the lane holds, by its own account; asked after a fault alone.</param>
    /// <param name="time">Monotonic clock.</param>
    internal Entrance Enter(ulong epoch, ulong sequence, IVerdictSink? sink, DeviceCursor? recovered, TimeProvider time)
    {
        VerdictJson? known;
        Entrance entrance;
        lock (_lock)
        {
            if (sequence != 0 && Find(epoch, sequence) is { } running)
            {
                known = running.Verdict;
                if (known is null && sink is not null)
                {
                    running.Await(sink);
                }

                entrance = new Entrance(null, running.Outcome, null, null);
            }
            else
            {
                entrance = sequence == 0 ? Take(epoch, sequence) : EnterCounted(epoch, sequence, recovered, time);
                known = entrance.Ended?.Verdict;
            }
        }

        if (known is not null)
        {
            sink?.OnVerdict(known);
        }

        return entrance;
    }

    /// <summary>Who goes before this one, or null when it is its turn.</summary>
    internal Task? BeforeTurn(Ticket ticket)
    {
        lock (_lock)
        {
            if (ticket.Before is not { HasPassed: false } before)
            {
                ticket.Before = null;
                return null;
            }

            return before.Turn;
        }
    }

    /// <summary>Whether one that came before it was not kept.</summary>
    internal AdmissionResult? BlockedBy(Ticket ticket)
    {
        lock (_lock)
        {
            return ticket.Blocked;
        }
    }

    /// <summary>
    /// Hands it to the lane, unless one that came before it was not kept. Both under one lock with <see cref="Fail"/>: no failure can become known
    /// between the look and the handing over.
    /// </summary>
    /// <param name="ticket">Whose turn it is.</param>
    /// <param name="lane">Where it goes.</param>
    /// <param name="item">What goes there.</param>
    /// <param name="atOnce">Whether its sender stands and waits for the answer.</param>
    /// <param name="durable">Completes when it is durable.</param>
    /// <returns>Why it was not handed over; null when it was.</returns>
    internal AdmissionResult? HandOver(Ticket ticket, ILane lane, Event item, bool atOnce, out ValueTask<ulong> durable)
    {
        lock (_lock)
        {
            if (ticket.Blocked is { } blocked)
            {
                durable = default;
                return blocked;
            }

            durable = atOnce ? lane.AppendAtOnceAsync(item, CancellationToken.None) : lane.AppendAsync(item, CancellationToken.None);
            PassLocked(ticket);
            return null;
        }
    }

    /// <summary>The scan was judged: tell those that wait, and remember.</summary>
    internal void Judge(Ticket ticket, VerdictJson verdict)
    {
        IReadOnlyList<IVerdictSink> waiting;
        lock (_lock)
        {
            waiting = ticket.Judge(verdict);
            if (ticket.Sequence != 0)
            {
                _verdicts.Put(verdict);
            }
        }

        foreach (IVerdictSink sink in waiting)
        {
            sink.OnVerdict(verdict);
        }
    }

    /// <summary>Its alerts are durable: when the scan itself fails and comes again they are not raised again.</summary>
    internal void Alerted(Ticket ticket)
    {
        if (ticket.Sequence == 0)
        {
            return;
        }

        lock (_lock)
        {
            _alerted ??= new Queue<(ulong, ulong)>();
            if (_alerted.Count == MaxInFlight)
            {
                _alerted.Dequeue();
            }

            _alerted.Enqueue((ticket.Epoch, ticket.Sequence));
        }
    }

    /// <summary>Whether the alerts of this scan are durable from an earlier try.</summary>
    internal bool WasAlerted(Ticket ticket)
    {
        lock (_lock)
        {
            return ticket.Sequence != 0 && _alerted?.Contains((ticket.Epoch, ticket.Sequence)) == true;
        }
    }

    /// <summary>It is durable.</summary>
    internal AdmissionResult Keep(Ticket ticket)
    {
        lock (_lock)
        {
            var result = new AdmissionResult(AdmissionStatus.Kept, ticket.Verdict, null);
            if (ticket.Sequence != 0 && _kept.Compare(ticket.Epoch, ticket.Sequence) == CursorRelation.New)
            {
                _kept = _kept.Advance(ticket.Epoch, ticket.Sequence);
            }

            if (ticket.Epoch == _owedEpoch)
            {
                _owed.Remove(ticket.Sequence);
            }

            Leave(ticket, result);
            return result;
        }
    }

    /// <summary>It was not kept. What came after it and has not gone to the lane yet is not kept either, so that the order stays.</summary>
    internal void Fail(Ticket ticket, AdmissionResult result, TimeProvider time)
    {
        lock (_lock)
        {
            if (ticket.Sequence != 0)
            {
                if (_owed.First == 0 || _owedEpoch != ticket.Epoch)
                {
                    _owed = default;
                    _owedEpoch = ticket.Epoch;
                    _owedSince = time.GetTimestamp();
                }

                _owed.Add(ticket.Sequence);
                _owedStatus = result.Status;
                foreach (Ticket other in _inFlight)
                {
                    if (!other.HasPassed && other.Sequence > ticket.Sequence && other.Epoch == ticket.Epoch)
                    {
                        other.Blocked ??= result with { Verdict = null, Refusal = result.Refusal! with { Epoch = other.Epoch, Sequence = other.Sequence } };
                    }
                }
            }

            Leave(ticket, result with { Verdict = ticket.Verdict });
        }
    }

    private Entrance EnterCounted(ulong epoch, ulong sequence, DeviceCursor? recovered, TimeProvider time)
    {
        if (epoch < _topEpoch)
        {
            return Ended(AdmissionStatus.Refused, RefusalReason.StaleEpoch, $"The device is in epoch {_topEpoch} already.", epoch, sequence);
        }

        if (_kept.Compare(epoch, sequence) == CursorRelation.Seen)
        {
            return new Entrance(null, null, new AdmissionResult(AdmissionStatus.KeptBefore, _verdicts.Find(epoch, sequence), null), null);
        }

        if (recovered is { } cursor && Holds(cursor, epoch, sequence))
        {
            // The lane failed while this was being committed, and found it on the disk when it opened again.
            _kept = _kept.Advance(epoch, sequence);
            _owed.Remove(sequence);
            return new Entrance(null, null, new AdmissionResult(AdmissionStatus.KeptBefore, _verdicts.Find(epoch, sequence), null), null);
        }

        if (epoch == _owedEpoch && _owed.Forbids(sequence) && time.GetElapsedTime(_owedSince) < OwedFor)
        {
            return Ended(
                _owedStatus,
                _owedStatus == AdmissionStatus.Full ? RefusalReason.BoxFull : RefusalReason.BoxFault,
                string.Create(CultureInfo.InvariantCulture, $"Sequence {_owed.First} was refused for now and has to be sent again first."),
                epoch,
                sequence);
        }

        return Take(epoch, sequence);
    }

    private Ticket? Find(ulong epoch, ulong sequence)
    {
        foreach (Ticket ticket in _inFlight)
        {
            if (ticket.Epoch == epoch && ticket.Sequence == sequence)
            {
                return ticket;
            }
        }

        return null;
    }

    private Entrance Take(ulong epoch, ulong sequence)
    {
        if (_inFlight.Count >= MaxInFlight || IsTooFar(epoch, sequence))
        {
            return new Entrance(null, null, null, _inFlight[0].Outcome);
        }

        var ticket = new Ticket(epoch, sequence, _last is { HasPassed: false } ? _last : null);
        _inFlight.Add(ticket);
        _last = ticket;
        _topEpoch = Math.Max(_topEpoch, epoch);
        return new Entrance(ticket, null, null, null);
    }

    private bool IsTooFar(ulong epoch, ulong sequence)
    {
        if (sequence == 0)
        {
            return false;
        }

        foreach (Ticket ticket in _inFlight)
        {
            if (ticket.Sequence != 0 && (ticket.Epoch != epoch || (sequence > ticket.Sequence && sequence - ticket.Sequence >= MaxInFlight)))
            {
                return true;
            }
        }

        return false;
    }

    private void Leave(Ticket ticket, AdmissionResult result)
    {
        PassLocked(ticket);
        _inFlight.Remove(ticket);
        ticket.End(result);
    }

    private void PassLocked(Ticket ticket)
    {
        ticket.Pass();
        if (ReferenceEquals(_last, ticket))
        {
            _last = null;
        }
    }

    private static bool Holds(DeviceCursor cursor, ulong epoch, ulong sequence) =>
        cursor.Epoch == epoch && sequence <= cursor.High && cursor.High - sequence < 64 && (cursor.Window >> (int)(cursor.High - sequence) & 1) == 1;

    private static Entrance Ended(AdmissionStatus status, string reason, string detail, ulong epoch, ulong sequence) =>
        new(null, null, new AdmissionResult(status, null, new Refusal(reason, detail, epoch, sequence)), null);
}
