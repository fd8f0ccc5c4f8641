using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Broker;
using Longgang.Cloud.Service.Ingestion;

namespace Longgang.Cloud.Service.Api;

/// <summary>For supervisors.</summary>
internal static class HealthRoutes
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", (IStoreHealth store, IngestQueue queue, GatewayPresence presence) =>
                TypedResults.Ok(Read(store, queue, presence)))
            .WithName("getLive").WithSummary("Whether the process works").WithTags("health").Produces<HealthJson>();
        routes.MapGet("/health/ready", (IStoreHealth store, IngestQueue queue, GatewayPresence presence) =>
            {
                HealthJson health = Read(store, queue, presence);
                return TypedResults.Json(health, ApiJsonContext.Default.HealthJson, statusCode: store.Failure is null ? 200 : 503);
            })
            .WithName("getReady").WithSummary("Whether it can take batches").WithTags("health").Produces<HealthJson>().Produces<HealthJson>(503);
    }

    private static HealthJson Read(IStoreHealth store, IngestQueue queue, GatewayPresence presence) =>
        new(store.Failure is null ? "ok" : "failing", store.Failure ?? "ok", queue.Count, presence.OnlineCount);
}
