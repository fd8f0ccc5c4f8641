using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>The count of one damaged lane: what came out, what was named, what was accepted since.</summary>
internal sealed class DamageCheck(LaneImage image)
{
    private const string Later = "d2";
    private readonly HashSet<string> _seenEntries = new(StringComparer.Ordinal);
    private readonly Dictionary<(OutboxId Outbox, ulong Sequence), (string Device, ulong Sequence)> _places = [];
    private readonly List<ulong> _accepted = [];
    private bool _reporting;
    private int _waited;
    private OutboxLane? _lane;

    internal HashSet<(string Device, ulong Sequence)> Delivered { get; } = [];

    internal List<LedgerEntry> Entries { get; } = [];

    /// <summary>Appends further events; those that the lane takes must be there at the end.</summary>
    internal async Task AppendAsync(OutboxLane lane, int count)
    {
        ulong next = _accepted.Count == 0 ? 1 : _accepted[^1] + 1;
        for (int done = 0; done < count; done += 20)
        {
            Task<ulong>[] tasks = [.. Enumerable.Range(0, 20).Select(index => lane.AppendAsync(LaneFixture.Scan(Later, next + (ulong)index), LaneFixture.Token).AsTask())];
            foreach (Task<ulong> task in tasks)
            {
                try
                {
                    ulong sequence = await task;
                    _accepted.Add(next);
                    if (sequence > 0)
                    {
                        _places[(lane.Snapshot.Outbox, sequence)] = (Later, next);
                    }
                }
                catch (LaneFaultedException)
                {
                    await LaneFixture.UntilAsync(() => !lane.Snapshot.Faulted, "the lane to recover");
                }

                next++;
            }
        }
    }

    /// <summary>Reads everything and hears every ledger entry.</summary>
    internal async Task TakeAsync(OutboxLane lane, string what)
    {
        foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
        {
            ulong sequence = batch.FirstSequence;
            foreach (Event item in LaneFixture.Decode(batch).Events)
            {
                Assert.True(LaneFixture.Scan(item.Device, item.DeviceSequence).Equals(item), $"{what}: {item.Device} {item.DeviceSequence} is not what went in");
                _ = Delivered.Add((item.Device, item.DeviceSequence));
                _places[(batch.Outbox, sequence++)] = (item.Device, item.DeviceSequence);
            }
        }

        _reporting = _reporting && ReferenceEquals(_lane, lane);
        if (!_reporting)
        {
            _reporting = true;
            _lane = lane;
            lane.ReportLedgerTo((entry, _) =>
            {
                lock (Entries)
                {
                    if (_seenEntries.Add(entry.ToString()))
                    {
                        Entries.Add(entry);
                    }
                }

                return ValueTask.CompletedTask;
            });
        }
    }

    /// <summary>Confirms everything; then nothing may be pending, and accepted is what the counters add up to.</summary>
    internal async Task DrainAsync(OutboxLane lane, string what)
    {
        foreach (StoredBatch batch in await LaneFixture.ReadAllAsync(lane))
        {
            lane.Acknowledge(batch.Outbox, batch.FirstSequence, batch.Count);
        }

        await LaneFixture.UntilAsync(() => lane.Snapshot.Pending == 0, $"{what}: the lane to drain, {lane.Snapshot}");
        LaneSnapshot end = lane.Snapshot;
        Assert.True(end.Accepted == end.Acknowledged + end.Expired + end.Quarantined, $"{what}: {end}");
    }

    /// <summary>Judges once the ledger entries are all heard: the lane hands them over beside its work.</summary>
    internal async Task<DamageVerdict> JudgeAsync(string what)
    {
        string? problem = null;
        DamageVerdict verdict = default;
        await LaneFixture.UntilAsync(() => (problem = Judge(out verdict)) is null || _waited++ > 2000, what);
        Assert.True(problem is null, $"{what}: {problem}");
        return verdict;
    }

    private string? Judge(out DamageVerdict verdict)
    {
        lock (Entries)
        {
            bool unknown = false;
            verdict = default;
            for (ulong sequence = image.Confirmed + 1; sequence <= image.Accepted; sequence++)
            {
                if (Account(image.Outbox, sequence, Delivered.Contains(("d1", sequence)), ref unknown) is { } problem)
                {
                    return problem;
                }
            }

            foreach (((OutboxId outbox, ulong sequence), (string device, ulong number)) in _places)
            {
                if (device == Later && Account(outbox, sequence, Delivered.Contains((device, number)), ref unknown) is { } problem)
                {
                    return problem;
                }
            }

            verdict = unknown ? DamageVerdict.Unknown
                : Entries.Exists(static entry => IsLoss(entry) && entry.LastSequence >= entry.FirstSequence) ? DamageVerdict.Named
                : Entries.Count > 0 ? DamageVerdict.Saved
                : DamageVerdict.Harmless;
            return null;
        }
    }

    // Committed anew is no loss; what it names was delivered under another sequence.
    private static bool IsLoss(LedgerEntry entry) => !entry.Reason.Contains("committed anew", StringComparison.Ordinal);

    private string? Account(OutboxId outbox, ulong sequence, bool delivered, ref bool unknown)
    {
        LedgerEntry[] about = [.. Entries.Where(entry => OutboxId.FromBytes(entry.OutboxId.Span) == outbox)];
        bool named = about.Any(entry => entry.FirstSequence <= sequence && sequence <= entry.LastSequence && IsLoss(entry));
        bool open = about.Any(entry => entry.End is OutboxEnd.Unknown or OutboxEnd.Torn && sequence > entry.LastSequence)
            || Entries.Exists(static entry => !entry.OutboxId.Span.ContainsAnyExcept((byte)0));
        unknown |= !delivered && !named;
        return about.Any(entry => entry.End == OutboxEnd.Complete && sequence > entry.LastSequence)
            ? $"the ledger says that {outbox} ends before {sequence}, which was accepted"
            : delivered || named || open ? null
            : $"sequence {sequence} of {outbox} is neither delivered nor named; the ledger says {string.Join(" | ", Entries)}";
    }
}
