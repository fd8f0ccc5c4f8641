using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Gateway.Metrics;

namespace Longgang.Edge.Gateway.Health;

/// <summary>The health endpoint: is it alive, is it ready, how is it.</summary>
internal sealed class HealthRoutes(
    string gateway,
    ILane[] lanes,
    Func<UplinkFigures> uplink,
    IGatewayStatusSource status,
    LaneForecasts forecasts,
    CachingHealthCodeResolver healthCodes,
    MetricsCollector metrics,
    CancellationToken stopping)
{
    /// <summary>Maps the routes. They answer on the connections that carry <see cref="HealthEndpoint"/> alone.</summary>
    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", Only(LiveAsync));
        endpoints.MapGet("/health/ready", Only(ReadyAsync));
        endpoints.MapGet("/metrics", Only(MetricsAsync));
    }

    private static RequestDelegate Only(RequestDelegate route) => context =>
    {
        if (context.Features.Get<HealthEndpoint>() is not null)
        {
            return route(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };

    private static Task LiveAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("live\n", context.RequestAborted);
    }

    private async Task ReadyAsync(HttpContext context)
    {
        // It listens, so it takes scans: neither an absent cloud nor an absent health-code service changes that.
        HealthReport report = Report();
        context.Response.StatusCode = stopping.IsCancellationRequested ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.ContentType = "application/json; charset=utf-8";
        await JsonSerializer.SerializeAsync(context.Response.Body, report, HealthJsonContext.Default.HealthReport, context.RequestAborted).ConfigureAwait(false);
    }

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(metrics.Write(), context.RequestAborted);
    }

    private HealthReport Report()
    {
        UplinkFigures figures = uplink();
        GatewayStatus now = status.Read();
        return new HealthReport(
            stopping.IsCancellationRequested ? "stopping" : lanes.Any(l => l.Snapshot.Faulted) ? "degraded" : "ready",
            gateway,
            now.Version,
            now.Policy.Length == 0 ? null : now.Policy,
            WireNames.Of(now.Quality),
            (int)now.DevicesConnected,
            healthCodes.IsReachable,
            new HealthUplink(figures.ConnectedSince is not null, figures.ConnectedSince, figures.Failures, figures.LastFailure),
            [.. lanes.Select(lane => Lane(lane, figures.Lanes.First(f => f.Lane == lane.Kind)))]);
    }

    private HealthLane Lane(ILane lane, UplinkLaneFigures figures)
    {
        LaneSnapshot s = lane.Snapshot;
        LaneForecast forecast = forecasts.Of(lane.Kind);
        return new HealthLane(
            Topics.LaneName(lane.Kind),
            s.Outbox.ToString(),
            s.Accepted,
            s.Acknowledged,
            s.Pending,
            s.Expired,
            s.Quarantined,
            s.FileBytes,
            s.LiveBytes,
            s.CapacityBytes,
            (long?)forecast.Holds?.TotalSeconds,
            (long?)forecast.FullIn?.TotalSeconds,
            s.Faulted,
            figures.InFlight,
            [.. figures.Held.Select(h => new HealthHeldBatch(h.FirstSequence, h.Count, h.Reason, h.Refusals))]);
    }
}
