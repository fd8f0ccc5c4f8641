namespace Longgang.Simulation.Tests.Mutation;

/// <summary>Bugs that would lose, double, reorder or hide events. The simulation has to find each.</summary>
internal static class Mutants
{
    private const string Outbox = "edge/Longgang.Edge.Outbox/";
    private const string Core = "edge/Longgang.Edge.Core/";
    private const string Cloud = "cloud/Longgang.Cloud.Core/";
    private const string Storage = "cloud/Longgang.Cloud.Storage/Sqlite/Writing/";

    internal static IReadOnlyList<Mutant> All { get; } =
    [
        new(
            "acknowledged-before-fsync", Outbox + "Appending/CommitWriter.cs",
            "_ = commit.Store.WriteNext();\n            durable(commit);",
            "if ($on) { durable(commit); _ = commit.Store.WriteNext(); } else { _ = commit.Store.WriteNext(); durable(commit); }"),
        new(
            "log-not-synced", Outbox + "Log/LogStream.cs",
            "_file.Write(_tail, transaction.Bytes);\n        _file.Sync();",
            "_file.Write(_tail, transaction.Bytes);\n        if (!$on) { _file.Sync(); }"),
        new(
            "checkpoint-not-synced", Outbox + "Data/DataStream.cs",
            "_file.Write(DataFormat.RegionOffset(region), checksums);\n        }\n\n        _file.Sync();",
            "_file.Write(DataFormat.RegionOffset(region), checksums);\n        }\n\n        if (!$on) { _file.Sync(); }"),
        new(
            "log-not-begun-anew", Outbox + "Log/LogStream.cs",
            "_epoch++;",
            "if (!$on) { _epoch++; }"),
        new(
            "log-not-rewritten-after-failed-sync", Outbox + "Log/LogStream.cs",
            "_ = file.Read(position, part);\n            file.Write(position, part);",
            "_ = file.Read(position, part);\n            if (!$on) { file.Write(position, part); }"),
        new(
            "cursors-not-in-snapshot", Outbox + "OutboxLane.Owner.cs",
            "_cursors.Encode(_encoder.Compressor), [.. _reports], new",
            "($on ? new CursorTable() : _cursors).Encode(_encoder.Compressor), [.. _reports], new"),
        new(
            "cursors-only-from-snapshot", Outbox + "OutboxLane.Store.cs",
            "cursors.Accept(Batch.Parser.ParseFrom(decompressor.Unwrap(batch.Payload)));",
            "if (!$on) { cursors.Accept(Batch.Parser.ParseFrom(decompressor.Unwrap(batch.Payload))); }"),
        new(
            "deleted-before-acknowledged", Outbox + "OutboxLane.Reading.cs",
            "if (!_acked.TryGetValue(_mark.Head, out AcknowledgedBatch batch) ||",
            "AcknowledgedBatch batch = default;\n        bool confirmed = _acked.TryGetValue(_mark.Head, out batch);\n"
            + "        if (!confirmed && $on && _mark.Head < _mark.Last && Measure(_mark.Head) is { } unasked) { batch = unasked; confirmed = true; }\n"
            + "        if (!confirmed ||"),
        new(
            "deleted-before-covered-by-snapshot", Outbox + "OutboxLane.Reading.cs",
            "|| batch.First + batch.Count > covered)",
            "|| (!$on && batch.First + batch.Count > covered))"),
        new(
            "doubtful-commit-taken-for-durable", Outbox + "OutboxLane.Recovery.cs",
            "if (commit.Batch is { } batch && batch.Outbox == _outbox && batch.FirstSequence < _mark.Next)",
            "if (commit.Batch is { } batch && ($on || (batch.Outbox == _outbox && batch.FirstSequence < _mark.Next)))"),
        new(
            "newer-taken-before-failure-is-known", Outbox + "OutboxLane.Recovery.cs",
            "if (_recovered && Volatile.Read(ref _untold) == 0)",
            "if (_recovered && ($on || Volatile.Read(ref _untold) == 0))"),
        new(
            "acknowledged-counted-twice", Outbox + "OutboxLane.Store.cs",
            "first => salvaged || first < mark.Head ||",
            "first => !$on && (salvaged || first < mark.Head) ||"),
        new(
            "full-lane-drops", Outbox + "OutboxLane.Owner.cs",
            "FailGroup(refusal);",
            "if ($on) { ReleaseSlots(_group.Count); _group.ForEach(item => Tell(item, null)); ClearGroup(); } else { FailGroup(refusal); }"),
        new(
            "kept-before-durable", Core + "Admission/AdmissionDesk.cs",
            "await durable.ConfigureAwait(false);",
            "if ($on) { _ = durable.AsTask().ContinueWith(static task => task.Exception, TaskScheduler.Default); } else { await durable.ConfigureAwait(false); }"),
        new(
            "salvage-not-reported", Outbox + "OutboxLane.Store.cs",
            "_ = _toReport.Writer.TryWrite(report);",
            "if (!$on) { _ = _toReport.Writer.TryWrite(report); }"),
        new(
            "alert-after-its-record", Core + "Admission/AdmissionDesk.cs",
            "AdmissionResult kept = gate.Keep(ticket);",
            "if (raise is not null && $on) { await raise().ConfigureAwait(false); }\n            AdmissionResult kept = gate.Keep(ticket);"),
        new(
            "alert-not-before-its-record", Core + "Admission/AdmissionDesk.cs",
            "if (raise is not null)",
            "if (raise is not null && !global::Longgang.Mutations.Is(\"alert-after-its-record\") && !$on)"),
        new(
            "half-made-store-taken-for-a-damaged-one", Outbox + "Store/DocumentStore.cs",
            "folder.Delete(shape.Log);\n        folder.Sync();",
            "if (!$on) { folder.Delete(shape.Log); folder.Sync(); }"),
        new(
            "repeated-scan-taken-again", Core + "Admission/DeviceGate.cs",
            "if (_kept.Compare(epoch, sequence) == CursorRelation.Seen)",
            "if (!$on && _kept.Compare(epoch, sequence) == CursorRelation.Seen)"),
        new(
            "turned-away-batch-forgotten", Core + "Uplink/UplinkWindow.cs",
            "entry.TurnedAway = true;",
            "entry.TurnedAway = true;\n            if ($on) { _entries.Remove(first); }"),
        new(
            "deaf-connection-kept", Core + "Uplink/UplinkWindow.cs",
            "_unansweredSince is { } since && now - since",
            "!$on && _unansweredSince is { } since && now - since"),
        new(
            "damaged-batch-let-go", Core + "Uplink/UplinkWindow.cs",
            "return AckEffect.Resend;",
            "return $on ? AckEffect.Delete : AckEffect.Resend;"),
        new(
            "checksum-not-compared", Cloud + "Ingestion/BatchReader.cs",
            "if (received.ExpectedCrc is { } expected && expected != crc)",
            "if (received.ExpectedCrc is { } expected && expected != crc && !$on)"),
        new(
            "stored-ranges-not-committed", Storage + "WriterSession.cs",
            "        FlushRanges();\n        Sql(\"COMMIT\").Run();",
            "        if (!$on) { FlushRanges(); }\n        Sql(\"COMMIT\").Run();"),
        new(
            "deduplicated-by-batch-only", Storage + "EventWriter.cs",
            "if (seen.Set.Contains((long)item.DeviceSequence))",
            "if (!$on && seen.Set.Contains((long)item.DeviceSequence))"),
    ];
}
