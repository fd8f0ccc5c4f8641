using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>The rows of a group that are few: each kind goes as one statement with arrays.</summary>
internal sealed class GroupRows
{
    private readonly List<BatchRow> _batches = [];
    private readonly List<CorrectionRow> _corrections = [];
    private readonly Dictionary<int, long> _duplicates = [];
    private readonly Dictionary<int, StateRow> _states = [];
    private readonly List<SecurityRow> _security = [];
    private readonly List<LedgerRow> _ledger = [];
    private readonly Dictionary<int, (OutboxEnd End, long After)> _ends = [];
    private readonly List<(int Outbox, long Sequence, byte[] Event)> _others = [];

    public void Add(BatchRow batch) => _batches.Add(batch);

    public void Add(SecurityRow row) => _security.Add(row);

    public void Add(LedgerRow row) => _ledger.Add(row);

    public void Add(CorrectionRow row) => _corrections.Add(row);

    public void AddOther(int outbox, long sequence, byte[] item) => _others.Add((outbox, sequence, item));

    public void AddDuplicates(int outbox, long count) => _duplicates[outbox] = _duplicates.GetValueOrDefault(outbox) + count;

    /// <summary>A device's state; the newest one stands, whatever the order in which they come, and how many there were.</summary>
    public void Add(StateRow state)
    {
        if (_states.TryGetValue(state.Device, out StateRow? before))
        {
            state = (state.AtUs >= before.AtUs ? state : before) with { Count = before.Count + 1 };
        }

        _states[state.Device] = state;
    }

    /// <summary>How an outbox ended, by the word of its successor; the last word counts.</summary>
    public void AddEnd(int outbox, OutboxEnd end, long endsAfter) => _ends[outbox] = (end, endsAfter);

    /// <summary>The batch of this very group that begins highest at or below a sequence, or null.</summary>
    public BatchRow? Find(int outbox, long sequence) => _batches.Where(batch => batch.Outbox == outbox && batch.First <= sequence).MaxBy(batch => batch.First);

    public void AddTo(NpgsqlBatch batch)
    {
        if (_batches.Count > 0)
        {
            batch.Add(
                "INSERT INTO batches (outbox, first, count, crc, boot, received_us) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)",
                _batches.Select(row => row.Outbox).ToArray(),
                _batches.Select(row => row.First).ToArray(),
                _batches.Select(row => row.Count).ToArray(),
                _batches.Select(row => row.Crc).ToArray(),
                _batches.Select(row => row.Boot).ToArray(),
                _batches.Select(row => row.ReceivedUs).ToArray());
        }

        if (_duplicates.Count > 0)
        {
            batch.Add(
                "UPDATE outboxes o SET duplicates = o.duplicates + n.count FROM unnest($1, $2) AS n (id, count) WHERE o.id = n.id",
                _duplicates.Keys.ToArray(),
                _duplicates.Values.ToArray());
        }

        AddStatesTo(batch);
        AddSecurityTo(batch);
        AddLedgerTo(batch);
        AddCorrectionsTo(batch);
        if (_others.Count > 0)
        {
            batch.Add(
                "INSERT INTO other_events (outbox, sequence, event) SELECT * FROM unnest($1, $2, $3)",
                _others.Select(row => row.Outbox).ToArray(),
                _others.Select(row => row.Sequence).ToArray(),
                _others.Select(row => row.Event).ToArray());
        }
    }

    private void AddStatesTo(NpgsqlBatch batch)
    {
        if (_states.Count == 0)
        {
            return;
        }

        StateRow[] rows = [.. _states.Values];
        batch.Add(
            "INSERT INTO device_states AS s (device, states, state_us, online, firmware, buffered, flags) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7) "
            + "ON CONFLICT (device) DO UPDATE SET states = s.states + excluded.states, state_us = greatest(s.state_us, excluded.state_us), "
            + "online = CASE WHEN excluded.state_us >= s.state_us THEN excluded.online ELSE s.online END, "
            + "firmware = CASE WHEN excluded.state_us >= s.state_us THEN excluded.firmware ELSE s.firmware END, "
            + "buffered = CASE WHEN excluded.state_us >= s.state_us THEN excluded.buffered ELSE s.buffered END, "
            + "flags = CASE WHEN excluded.state_us >= s.state_us THEN excluded.flags ELSE s.flags END",
            rows.Select(row => row.Device).ToArray(),
            rows.Select(row => row.Count).ToArray(),
            rows.Select(row => row.AtUs).ToArray(),
            rows.Select(row => row.Online).ToArray(),
            rows.Select(row => row.Firmware).ToArray(),
            rows.Select(row => row.Buffered).ToArray(),
            rows.Select(row => row.Flags).ToArray());
    }

    private void AddCorrectionsTo(NpgsqlBatch batch)
    {
        if (_corrections.Count > 0)
        {
            // A box that died between sending and knowing that it had sent sends another, with a later end.
            batch.Add(
                "INSERT INTO clock_corrections (gateway, boot, to_us, from_us, from_unix_us, to_unix_us, step_us, before, after, outbox, sequence, received_us) "
                + "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING",
                _corrections.Select(row => row.Gateway).ToArray(),
                _corrections.Select(row => row.Batch.Boot).ToArray(),
                _corrections.Select(row => (long)row.Correction.ToMonotonicUs).ToArray(),
                _corrections.Select(row => (long)row.Correction.FromMonotonicUs).ToArray(),
                _corrections.Select(row => row.Correction.FromUnixUs).ToArray(),
                _corrections.Select(row => row.Correction.ToUnixUs).ToArray(),
                _corrections.Select(row => row.Correction.StepUs).ToArray(),
                _corrections.Select(row => (int)row.Correction.Before).ToArray(),
                _corrections.Select(row => (int)row.Correction.After).ToArray(),
                _corrections.Select(row => row.Batch.Outbox).ToArray(),
                _corrections.Select(row => row.Sequence).ToArray(),
                _corrections.Select(row => row.Batch.ReceivedUs).ToArray());
        }
    }

    private void AddSecurityTo(NpgsqlBatch batch)
    {
        if (_security.Count > 0)
        {
            batch.Add(
                "INSERT INTO security_events (gateway, device, at_us, kind, detail, count, outbox, sequence) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)",
                _security.Select(row => row.Gateway).ToArray(),
                _security.Select(row => row.Device).ToArray(),
                _security.Select(row => row.AtUs).ToArray(),
                _security.Select(row => row.Kind).ToArray(),
                _security.Select(row => row.Detail).ToArray(),
                _security.Select(row => row.Count).ToArray(),
                _security.Select(row => row.Outbox).ToArray(),
                _security.Select(row => row.Sequence).ToArray());
        }
    }

    private void AddLedgerTo(NpgsqlBatch batch)
    {
        if (_ledger.Count > 0)
        {
            batch.Add(
                "INSERT INTO ledger_entries (outbox, kind, first, last, reason, box_us, by_outbox, by_sequence) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)",
                _ledger.Select(row => row.Outbox).ToArray(),
                _ledger.Select(row => row.Kind).ToArray(),
                _ledger.Select(row => row.First).ToArray(),
                _ledger.Select(row => row.Last).ToArray(),
                _ledger.Select(row => row.Reason).ToArray(),
                _ledger.Select(row => row.BoxUs).ToArray(),
                _ledger.Select(row => row.ByOutbox).ToArray(),
                _ledger.Select(row => row.BySequence).ToArray());
        }

        if (_ends.Count > 0)
        {
            batch.Add(
                "UPDATE outboxes o SET ending = n.ending, ends_after = n.ends_after FROM unnest($1, $2, $3) AS n (id, ending, ends_after) WHERE o.id = n.id",
                _ends.Keys.ToArray(),
                _ends.Values.Select(end => (short)end.End).ToArray(),
                _ends.Values.Select(end => end.After).ToArray());
        }
    }
}
