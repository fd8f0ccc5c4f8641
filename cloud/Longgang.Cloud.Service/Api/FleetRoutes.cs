using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Service.Broker;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>Devices, gateways and the ledger.</summary>
internal static class FleetRoutes
{
    public static void MapFleet(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/devices", ListDevicesAsync)
            .Accepts("after", "limit")
            .WithName("listDevices").WithSummary("Devices, in order of first appearance").WithTags("fleet")
            .Produces<PageJson<DeviceJson>>().ProducesProblem(400);
        routes.MapGet("/v1/devices/{device}", FindDeviceAsync)
            .Accepts()
            .WithName("getDevice").WithSummary("One device").WithTags("fleet")
            .Produces<DeviceJson>().ProducesProblem(404);
        routes.MapGet("/v1/gateways", ListGatewaysAsync)
            .Accepts("after", "limit")
            .WithName("listGateways").WithSummary("Boxes with their lanes, by id").WithTags("fleet")
            .Produces<PageJson<GatewayJson>>().ProducesProblem(400);
        routes.MapGet("/v1/ledger", ReadLedgerAsync)
            .Accepts()
            .WithName("getLedger").WithSummary("The ledger of every outbox, and the sums").WithTags("ledger")
            .Produces<LedgerJson>();
    }

    private static async Task<IResult> ListDevicesAsync(long? after, int? limit, IFleetStore fleet, CancellationToken cancellationToken)
    {
        if (QueryGuard.CheckPage(after, limit) is { } problem)
        {
            return problem;
        }

        int size = limit ?? 100;
        IReadOnlyList<DeviceSummary> rows = await fleet.ListDevicesAsync(after ?? 0, size + 1, cancellationToken);
        return TypedResults.Ok(QueryGuard.Page(rows, size, DeviceJson.Of, row => row.Number));
    }

    private static async Task<IResult> FindDeviceAsync(string device, IFleetStore fleet, CancellationToken cancellationToken) =>
        await fleet.FindDeviceAsync(device, cancellationToken) is { } found
            ? TypedResults.Ok(DeviceJson.Of(found))
            : ApiProblems.NotFound($"No device '{device}' has ever sent anything.");

    private static async Task<IResult> ListGatewaysAsync(
        long? after, int? limit, IFleetStore fleet, ILedgerReader ledger, IGatewayPresence presence, GatewayDirectory directory, CancellationToken cancellationToken)
    {
        if (QueryGuard.CheckPage(after, limit) is { } problem)
        {
            return problem;
        }

        var known = (await fleet.ListGatewaysAsync(cancellationToken)).ToDictionary(gateway => gateway.Id, StringComparer.Ordinal);
        ILookup<string, LaneBooks> lanes = (await ledger.ReadBooksAsync(cancellationToken)).ToLookup(books => books.Gateway, StringComparer.Ordinal);
        var enrolled = directory.Ids.ToHashSet(StringComparer.Ordinal);
        string[] ids = [.. known.Keys.Union(enrolled).Order(StringComparer.Ordinal)];
        int size = limit ?? 100;
        int from = (int)Math.Min(after ?? 0, ids.Length);
        GatewayJson[] items = [.. ids.Skip(from).Take(size).Select(id =>
        {
            GatewaySummary? gateway = known.GetValueOrDefault(id);
            return new GatewayJson(
                id,
                presence.IsGatewayOnline(id),
                gateway?.LastSeen,
                gateway?.Version,
                gateway?.Boot,
                gateway?.Policy,
                gateway is null or { StatusAt: null } ? null : WireNames.Of(gateway.Quality),
                gateway?.DevicesConnected ?? 0,
                enrolled.Contains(id),
                [.. lanes[id].Select(LedgerLaneJson.Of)]);
        })];
        return TypedResults.Ok(new PageJson<GatewayJson>(items, from + size < ids.Length ? from + size : null));
    }

    private static async Task<IResult> ReadLedgerAsync(ILedgerReader ledger, CancellationToken cancellationToken)
    {
        IReadOnlyList<LaneBooks> books = await ledger.ReadBooksAsync(cancellationToken);
        return TypedResults.Ok(new LedgerJson([.. books.Select(LedgerLaneJson.Of)], LedgerSums.Of(books)));
    }
}
