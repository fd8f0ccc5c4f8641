using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Security;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Security;

/// <summary>Collects security records and writes them once a second, counted, so that a flood of refusals is a number and not a flood of rows.</summary>
public sealed partial class SecurityJournal(ISecurityLog log, TimeProvider time, ILogger<SecurityJournal> logger) : BackgroundService
{
    private const int MaxKinds = 1000;
    private readonly Lock _lock = new();
    private Dictionary<(string Gateway, SecurityKind Kind, string Detail), SecurityRecord> _pending = [];
    private long _total;

    /// <summary>How many were reported since the start.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Takes a record.</summary>
    public void Report(SecurityRecord record)
    {
        Interlocked.Increment(ref _total);
        lock (_lock)
        {
            var key = (record.Gateway, record.Kind, record.Detail);
            if (_pending.TryGetValue(key, out SecurityRecord? same))
            {
                _pending[key] = same with { Count = same.Count + record.Count };
            }
            else if (_pending.Count < MaxKinds)
            {
                _pending.Add(key, record);
            }
            else
            {
                // Somebody varies the details to drown the log: from here on only the kind is kept.
                var rest = (string.Empty, record.Kind, "and others");
                _pending[rest] = _pending.TryGetValue(rest, out SecurityRecord? others)
                    ? others with { Count = others.Count + 1 }
                    : record with { Gateway = string.Empty, Detail = "and others" };
            }
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // StopAsync writes the rest.
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        Dictionary<(string, SecurityKind, string), SecurityRecord> taken;
        lock (_lock)
        {
            if (_pending.Count == 0)
            {
                return;
            }

            taken = _pending;
            _pending = [];
        }

        try
        {
            await log.RecordAsync([.. taken.Values], cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            LogPostponed(e);
            foreach (SecurityRecord record in taken.Values)
            {
                Report(record);
            }
        }
    }

    [LoggerMessage(5401, LogLevel.Debug, "Security records are kept in memory until the store takes them")]
    private partial void LogPostponed(Exception exception);
}
