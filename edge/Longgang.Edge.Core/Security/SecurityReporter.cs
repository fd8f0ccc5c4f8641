using System.Threading.Channels;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Security;

/// <summary>Writes security incidents to the alert lane, merged by <see cref="SecurityAggregator"/>.</summary>
public sealed partial class SecurityReporter(ILane alerts, EventStamper stamper, EdgeMeter meter, TimeProvider time, ILogger<SecurityReporter> logger)
    : BackgroundService, ISecurityReporter
{
    /// <summary>How often a going-on incident is counted.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SecurityAggregator _aggregator = new(Period, capacity: 4096);
    private readonly Channel<SecurityIncident> _queue = Channel.CreateBounded<SecurityIncident>(
        new BoundedChannelOptions(1024) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    /// <inheritdoc/>
    public void Report(SecurityKind kind, string device, string detail)
    {
        meter.Security(kind);
        SecurityIncident? incident;
        lock (_lock)
        {
            incident = _aggregator.Report(kind, device, detail, Monotonic());
        }

        if (incident is not null)
        {
            _queue.Writer.TryWrite(incident);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using ITimer timer = time.CreateTimer(_ => QueueCounted(all: false), null, Period, Period);
        try
        {
            await foreach (SecurityIncident incident in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                await AppendAsync(incident).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        QueueCounted(all: true);
        while (_queue.Reader.TryRead(out SecurityIncident? incident))
        {
            await AppendAsync(incident).ConfigureAwait(false);
        }
    }

    private void QueueCounted(bool all)
    {
        lock (_lock)
        {
            foreach (SecurityIncident incident in _aggregator.Due(all ? TimeSpan.MaxValue : Monotonic()))
            {
                _queue.Writer.TryWrite(incident);
            }
        }
    }

    private async Task AppendAsync(SecurityIncident incident)
    {
        LogIncident(logger, incident.Kind, incident.Device, incident.Count, incident.Detail);
        try
        {
            await alerts.AppendAsync(
                new Event
                {
                    Time = stamper.Now().ToEventTime(null),
                    Device = incident.Device,
                    Security = new SecurityEvent { Kind = incident.Kind, Detail = incident.Detail, Count = incident.Count },
                },
                CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LaneFullException or LaneFaultedException)
        {
            LogLost(logger, incident.Kind, incident.Device, incident.Count, e.Message);
        }
    }

    private TimeSpan Monotonic() => time.GetElapsedTime(0);
}
