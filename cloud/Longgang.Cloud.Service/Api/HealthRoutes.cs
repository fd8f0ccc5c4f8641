using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Broker;
using Longgang.Cloud.Service.Ingestion;

namespace Longgang.Cloud.Service.Api;

/// <summary>For supervisors.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (IStoreHealth store, IBrokerTransport broker, IngestQueue queue, IGatewayPresence presence) =>
                TypedResults.Ok(Read(store, broker, queue, presence)))
            .WithName("getLive").WithSummary("Whether the process works").WithTags("health").Produces<HealthJson>();
        routes.MapGet("/health/ready", (IStoreHealth store, IBrokerTransport broker, IngestQueue queue, IGatewayPresence presence) =>
            {
                HealthJson health = Read(store, broker, queue, presence);
                return TypedResults.Json(health, ApiJsonContext.Default.HealthJson, statusCode: health.Status == "ok" ? 200 : 503);
            })
            .WithName("getReady").WithSummary("Whether it can take batches").WithTags("health").Produces<HealthJson>().Produces<HealthJson>(503);
    }

    private static HealthJson Read(IStoreHealth store, IBrokerTransport broker, IngestQueue queue, IGatewayPresence presence)
    {
        string? problem = broker.Figures.Problem;
        return new HealthJson(
            store.Failure is null && problem is null ? "ok" : "failing", store.Failure ?? store.Damage ?? "ok", problem ?? "ok", queue.Count, presence.OnlineCount);
    }
}
