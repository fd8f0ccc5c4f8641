using System.Collections.Concurrent;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Admission;

/// <summary>
/// Takes in what devices send: the verdict at once, the acknowledgement when the event is durable. Keeps the order of each device,
/// recognises what comes again, and raises alerts before the records that they belong to.
/// </summary>
public sealed class AdmissionDesk(
    ILane records, ILane alerts, ScanJudge judge, AlertMinter minter, EventStamper stamper, EdgeMeter meter, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DeviceGate> _gates = new(StringComparer.Ordinal);

    // Devices of which an append faulted: it may be on the disk all the same, and the lane knows once it has reopened.
    private readonly ConcurrentDictionary<string, byte> _faulted = new(StringComparer.Ordinal);

    /// <summary>The gate of a device. Listeners keep it with the connection.</summary>
    public DeviceGate GateOf(DeviceIdentity device) =>
        _gates.TryGetValue(device.Id, out DeviceGate? gate) ? gate
            : _gates.GetOrAdd(device.Id, static (id, lane) => new DeviceGate(lane.RecoveredCursors.GetValueOrDefault(id)), records);

    /// <summary>A reading. Completes when it is durable, or will not be.</summary>
    public async ValueTask<AdmissionResult> AdmitAsync(DeviceIdentity device, DeviceGate gate, ReadingMessage reading)
    {
        EventStamp stamp = stamper.Now();
        Entrance entrance = await EnterAsync(device, gate, reading.Epoch, reading.Sequence, null).ConfigureAwait(false);
        if (entrance.New is not { } ticket)
        {
            return await EndedAsync("reading", entrance).ConfigureAwait(false);
        }

        Event item = NewEvent(device, stamp, reading.Time, reading.Epoch, reading.Sequence);
        item.Reading = new Reading { Quantity = reading.Quantity, Value = reading.Value, Unit = reading.Unit };
        return await KeepAsync("reading", device, gate, ticket, item, null).ConfigureAwait(false);
    }

    /// <summary>A keep-alive. Raises an alert for every flag that has newly come up and that the policy names.</summary>
    public async ValueTask<AdmissionResult> AdmitAsync(DeviceIdentity device, DeviceGate gate, StateMessage state)
    {
        EventStamp stamp = stamper.Now();
        if (stamp.KnowsTheTime)
        {
            gate.HearKeepAlive(state.Time, stamp.Wall);
        }

        Entrance entrance = await EnterAsync(device, gate, 0, 0, null).ConfigureAwait(false);
        Event item = NewEvent(device, stamp, state.Time, 0, 0);
        item.State = new DeviceState { Online = state.Online, Firmware = state.Firmware, Buffered = state.Buffered };
        item.State.Flags.AddRange(state.Flags);
        return await KeepAsync("state", device, gate, entrance.New!, item, () => RaiseFlagsAsync(device, gate, state, item)).ConfigureAwait(false);
    }

    /// <summary>A scan. The sink hears the verdict as soon as it is decided; the result comes when the scan is durable, or will not be.</summary>
    public async ValueTask<AdmissionResult> AdmitAsync(DeviceIdentity device, DeviceGate gate, ScanMessage scan, IVerdictSink sink)
    {
        EventStamp stamp = stamper.Now();
        Entrance entrance = await EnterAsync(device, gate, scan.Epoch, scan.Sequence, sink).ConfigureAwait(false);
        if (entrance.New is not { } ticket)
        {
            return await EndedAsync("scan", entrance).ConfigureAwait(false);
        }

        Judgement judgement;
        try
        {
            judgement = await judge.JudgeAsync(device, gate.Clock, scan, stamp).ConfigureAwait(false);
            gate.Judge(ticket, judgement.Verdict);
            sink.OnVerdict(judgement.Verdict);
            meter.Verdict(judgement.Scan.Verdict, stamper.Now().Since(stamp));
            if (stamp.KnowsTheTime)
            {
                gate.HearScan(scan.Time, stamp.Wall, judgement.Policy.ClockTolerance);
            }
        }
        catch
        {
            // Unexpected: what waits behind it must not wait for ever, and the device may send it again.
            gate.Fail(ticket, FaultOf(ticket, "The box could not judge it."), time);
            throw;
        }

        Event item = NewEvent(device, stamp, scan.Time, scan.Epoch, scan.Sequence);
        item.Scan = judgement.Scan;
        return await KeepAsync(
            "scan", device, gate, ticket, item, judgement.Scan.Reasons.Count == 0 ? null : () => RaiseScanAsync(judgement, device, gate, ticket, item, stamp),
            sink.AwaitsDurability).ConfigureAwait(false);
    }

    /// <summary>Hands a message to the lane when it is its turn, and waits until it is durable.</summary>
    private async ValueTask<AdmissionResult> KeepAsync(
        string what, DeviceIdentity device, DeviceGate gate, Ticket ticket, Event item, Func<ValueTask>? raise, bool atOnce = false)
    {
        try
        {
            while (gate.BeforeTurn(ticket) is { } before)
            {
                await before.ConfigureAwait(false);
            }

            if (gate.BlockedBy(ticket) is { } blocked)
            {
                return Blocked(gate, ticket, blocked);
            }

            // An alert goes first and must be durable before its record is: if the box dies in between, the device sends the scan again
            // and the same alert is raised again, with the same id. The other way round the alert could be lost.
            if (raise is not null)
            {
                await raise().ConfigureAwait(false);
            }

            if (gate.HandOver(ticket, records, item, atOnce, out ValueTask<ulong> durable) is { } late)
            {
                return Blocked(gate, ticket, late);
            }

            await durable.ConfigureAwait(false);
            AdmissionResult kept = gate.Keep(ticket);
            meter.Admitted(what, isNew: true);
            return kept;
        }
        catch (LaneFullException e)
        {
            return Failed(gate, ticket, AdmissionStatus.Full, RefusalReason.BoxFull, e.Message);
        }
        catch (LaneFaultedException e)
        {
            _faulted[device.Id] = 0;
            return Failed(gate, ticket, AdmissionStatus.Fault, RefusalReason.BoxFault, e.Message);
        }
        catch
        {
            gate.Fail(ticket, FaultOf(ticket, "The box could not keep it."), time);
            throw;
        }
    }

    private async ValueTask RaiseScanAsync(Judgement judgement, DeviceIdentity device, DeviceGate gate, Ticket ticket, Event item, EventStamp stamp)
    {
        if (gate.WasAlerted(ticket))
        {
            return; // an earlier try got this far: a full record lane must not fill the alert lane with every retry
        }

        ulong sequence = item.DeviceSequence != 0 ? item.DeviceSequence : StampOf(item);
        await AppendAsync(minter.Mint(judgement.Policy.Alerts, device, item.DeviceEpoch, sequence, item.Scan, stamp), item, stamp).ConfigureAwait(false);
        gate.Alerted(ticket);
    }

    private async ValueTask RaiseFlagsAsync(DeviceIdentity device, DeviceGate gate, StateMessage state, Event item)
    {
        var drafts = new List<AlertDraft>();
        foreach (string flag in state.Flags)
        {
            if (!gate.Flags.Contains(flag) && AlertMinter.MintFlag(judge.Policy.Alerts, device, flag, StampOf(item)) is { } draft)
            {
                drafts.Add(draft);
            }
        }

        await AppendAsync(drafts, item, default).ConfigureAwait(false);
        gate.Flags = state.Flags;
    }

    private async ValueTask AppendAsync(IReadOnlyList<AlertDraft> drafts, Event record, EventStamp stamp)
    {
        foreach (AlertDraft draft in drafts)
        {
            var item = new Event
            {
                Time = record.Time,
                Device = record.Device,
                DeviceEpoch = record.DeviceEpoch,
                DeviceSequence = record.DeviceSequence,
                Area = record.Area,
                Alert = draft.Alert,
            };
            await alerts.AppendAsync(item, CancellationToken.None).ConfigureAwait(false);
            minter.Remember(draft, stamp);
            meter.Alert(draft.Alert.Category, draft.Alert.Repeat);
        }
    }

    /// <summary>Enters; when too many of the device are on their way, waits in a queue, so that nobody overtakes.</summary>
    private ValueTask<Entrance> EnterAsync(DeviceIdentity device, DeviceGate gate, ulong epoch, ulong sequence, IVerdictSink? sink)
    {
        if (gate.Crowd.IsCompleted)
        {
            Entrance entrance = gate.Enter(epoch, sequence, sink, Recovered(device), time);
            if (entrance.Crowded is null)
            {
                return new ValueTask<Entrance>(entrance);
            }
        }

        return EnterCrowdedAsync(device, gate, epoch, sequence, sink);
    }

    private async ValueTask<Entrance> EnterCrowdedAsync(DeviceIdentity device, DeviceGate gate, ulong epoch, ulong sequence, IVerdictSink? sink)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before = gate.JoinCrowd(done.Task);
        try
        {
            await before.ConfigureAwait(false);
            while (true)
            {
                Entrance entrance = gate.Enter(epoch, sequence, sink, Recovered(device), time);
                if (entrance.Crowded is not { } crowded)
                {
                    return entrance;
                }

                await crowded.ConfigureAwait(false);
            }
        }
        finally
        {
            done.SetResult();
        }
    }

    private async ValueTask<AdmissionResult> EndedAsync(string what, Entrance entrance)
    {
        AdmissionResult result = entrance.Running is { } running ? await running.ConfigureAwait(false) : entrance.Ended!.Value;
        if (result.IsKept)
        {
            meter.Admitted(what, isNew: false);
            return result with { Status = AdmissionStatus.KeptBefore };
        }

        meter.Refused(result.Refusal!.Reason);
        return result;
    }

    private AdmissionResult Blocked(DeviceGate gate, Ticket ticket, AdmissionResult blocked)
    {
        meter.Refused(blocked.Refusal!.Reason);
        gate.Fail(ticket, blocked, time);
        return blocked;
    }

    private AdmissionResult Failed(DeviceGate gate, Ticket ticket, AdmissionStatus status, string reason, string why)
    {
        var result = new AdmissionResult(status, ticket.Verdict, new Refusal(reason, why, ticket.Epoch, ticket.Sequence));
        meter.Refused(reason);
        gate.Fail(ticket, result, time);
        return result;
    }

    private static AdmissionResult FaultOf(Ticket ticket, string why) =>
        new(AdmissionStatus.Fault, ticket.Verdict, new Refusal(RefusalReason.BoxFault, why, ticket.Epoch, ticket.Sequence));

    private DeviceCursor? Recovered(DeviceIdentity device) =>
        !_faulted.IsEmpty && _faulted.ContainsKey(device.Id) && records.RecoveredCursors.TryGetValue(device.Id, out DeviceCursor cursor) ? cursor : null;

    private static Event NewEvent(DeviceIdentity device, EventStamp stamp, DateTimeOffset? at, ulong epoch, ulong sequence) => new()
    {
        Time = stamp.ToEventTime(at),
        Device = device.Id,
        DeviceEpoch = epoch,
        DeviceSequence = sequence,
        Area = device.Area.Code,
    };

    private static ulong StampOf(Event item) => (ulong)(item.Time.DeviceUnixUs != 0 ? item.Time.DeviceUnixUs : item.Time.BoxUnixUs);
}
