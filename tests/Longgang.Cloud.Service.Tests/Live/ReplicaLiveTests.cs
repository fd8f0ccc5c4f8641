using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.TestKit;

namespace Longgang.Cloud.Service.Tests.Live;

/// <summary>Two replicas of the service on one PostgreSQL.</summary>
public sealed class ReplicaLiveTests
{
    [Fact]
    public async Task Live_TwoReplicas_ListenersOfEitherSeeAlertsAndFiguresOfBothThroughARestartOfTheDatabase()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string storage = $$"""{ "Kind": "postgres", "Postgres": { "ConnectionString": "{{await server.CreateDatabaseAsync()}}" } }""";
        await using CloudUnderTest first = await CloudUnderTest.StartOnAsync(storage);
        await using CloudUnderTest second = await CloudUnderTest.StartOnAsync(storage);
        await using Box box = await Box.ConnectAsync(first);
        await using LiveReader live = await LiveReader.OpenAsync(second);
        var alerts = new BatchFactory(outbox: 2, lane: Lane.Alert);

        await box.PublishAsync(alerts.Make(1, BatchFactory.Alert(1, "sentinel-0001", 42)));
        JsonElement raised = (await live.NextAsync("alert"))!.Value;
        Assert.Equal((AckStatus.Stored, 1UL), (await box.NextAckAsync()) is var ack ? (ack.Status, ack.FirstSequence) : default);
        JsonElement stats = (await live.NextAsync("stats"))!.Value;
        await server.KillAsync();
        await box.PublishAsync(alerts.Make(2, BatchFactory.Alert(2, "sentinel-0001", 43)));
        await server.StartAgainAsync();
        JsonElement after = (await live.NextAsync("alert"))!.Value;

        Assert.Equal((1, "raised"), (raised.GetProperty("change").GetInt32(), raised.GetProperty("what").GetString()));
        Assert.Equal((1, 1), (stats.GetProperty("stored").GetInt32(), stats.GetProperty("openAlerts").GetInt32()));
        Assert.Equal((2, BatchFactory.AlertIdText(2)), (after.GetProperty("change").GetInt32(), after.GetProperty("alert").GetProperty("id").GetString()));
    }
}
