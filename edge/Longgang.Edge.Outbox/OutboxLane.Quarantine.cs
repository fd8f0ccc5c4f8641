using System.Threading.Channels;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Outbox.Reading;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox;

// What cannot be read any more leaves the lane by name. The names lie in the store until somebody has taken them over.
public sealed partial class OutboxLane
{
    private static readonly TimeSpan ReportAgain = TimeSpan.FromSeconds(1);
    private readonly Channel<byte[]> _toReport = Channel.CreateUnbounded<byte[]>();
    private readonly System.Collections.Concurrent.ConcurrentQueue<byte[]> _reported = new();
    private readonly CancellationTokenSource _reporting = new();
    private readonly List<byte[]> _reports = [];
    private Task _reporter = Task.CompletedTask;
    private bool _reportsChanged;

    /// <summary>
    /// Hands every ledger entry of this lane, also those of earlier runs, to <paramref name="sink"/>: usually an append to the alert lane.
    /// An entry is kept until the sink has returned; after a kill in between it comes again with the same outbox and range.
    /// Call it once, after opening.
    /// </summary>
    public void ReportLedgerTo(Func<LedgerEntry, CancellationToken, ValueTask> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        _reporter = Task.Run(() => ReportAsync(sink, _reporting.Token));
    }

    private async Task ReportAsync(Func<LedgerEntry, CancellationToken, ValueTask> sink, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (byte[] report in _toReport.Reader.ReadAllAsync(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        await sink(LedgerEntry.Parser.ParseFrom(report), cancellationToken);
                        break;
                    }
#pragma warning disable CA1031 // the sink is foreign code; the entry stays until it succeeds
                    catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
                    {
                        LogReportFailed(_logger, Kind, exception);
                        await Task.Delay(ReportAgain, _time, cancellationToken);
                    }
                }

                Reported(report);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    /// <summary>An entry that nobody has taken over yet, for a host without a reporter.</summary>
    internal bool TryTakeReport([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out byte[]? entry) => _toReport.Reader.TryRead(out entry);

    /// <summary>Somebody else keeps this entry durably from now on.</summary>
    internal void Reported(byte[] entry)
    {
        _reported.Enqueue(entry);
        _wake.Set();
    }

    // On the owner's thread from here on.
    private void Quarantine(ulong first, ulong end, BatchState state)
    {
        string reason = state == BatchState.Missing ? "the batch is missing from the store" : "the stored batch fails its checksum";
        LogBatchQuarantined(_logger, Kind, first, end - first, reason);
        AddReport(_outbox, first, end - 1, reason);
        if (first == _mark.Head)
        {
            _mark = _mark with { Head = end };
        }
        else
        {
            _holes[first] = end - first;
        }

        _mark = _mark with { Quarantined = _mark.Quarantined + (end - first) };
        Write(null, null, [], [new AcknowledgedBatch(first, (uint)(end - first), 0)], snapshot: true);
    }

    private void AddReport(Core.Lanes.OutboxId outbox, ulong first, ulong last, string reason, OutboxEnd end = OutboxEnd.Unspecified)
    {
        byte[] report = Name(LedgerKind.Quarantined, outbox, first, last, reason, end);
        _reports.Add(report);
        _ = _toReport.Writer.TryWrite(report);
    }

    private byte[] Name(LedgerKind kind, Core.Lanes.OutboxId outbox, ulong first, ulong last, string reason, OutboxEnd end = OutboxEnd.Unspecified)
    {
        var entry = new LedgerEntry
        {
            Kind = kind,
            Lane = Kind,
            OutboxId = ByteString.CopyFrom(outbox.ToByteArray()),
            FirstSequence = first,
            LastSequence = last,
            Reason = reason,
            End = end,
        };
        return entry.ToByteArray();
    }

    private void TakeReported()
    {
        while (_reported.TryDequeue(out byte[]? report))
        {
            _reportsChanged |= _reports.RemoveAll(one => one.AsSpan().SequenceEqual(report)) > 0;
        }
    }
}
