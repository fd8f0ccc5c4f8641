using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Tests.Live;

public sealed class LiveTests
{
    private static readonly BatchFactory Alerts = new(outbox: 2, lane: Lane.Alert);

    [Fact]
    public async Task Live_AlertsAndCommands_ComeWithChangeNumbers()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        await using LiveReader live = await LiveReader.OpenAsync(cloud);

        await box.PublishAsync(Alerts.Make(1, BatchFactory.Alert(1, "sentinel-0001", 42)));
        JsonElement raised = (await live.NextAsync("alert"))!.Value;
        await box.PublishAsync(Alerts.Make(2, BatchFactory.Alert(1, "sentinel-0001", 43, repeat: true), BatchFactory.Alert(1, "sentinel-0001", 43, repeat: true)));
        JsonElement repeated = (await live.NextAsync("alert"))!.Value;
        await CommandAsync(cloud, "acknowledge", new { by = "li" });
        JsonElement acknowledged = (await live.NextAsync("alert"))!.Value;

        Assert.Equal((1, "raised"), (raised.GetProperty("change").GetInt32(), raised.GetProperty("what").GetString()));
        JsonElement alert = raised.GetProperty("alert");
        Assert.Equal(BatchFactory.AlertIdText(1), alert.GetProperty("id").GetString());
        Assert.Equal(
            ("fever", "orange", "raised", 1, "sentinel-0001", 1, 42),
            (alert.GetProperty("category").GetString(), alert.GetProperty("severity").GetString(), alert.GetProperty("state").GetString(),
                alert.GetProperty("count").GetInt32(), alert.GetProperty("device").GetString(), alert.GetProperty("epoch").GetInt32(), alert.GetProperty("seq").GetInt32()));
        Assert.Equal(
            ("440307003002", "gw-001", "441781********3514", 38.1m),
            (alert.GetProperty("area").GetString(), alert.GetProperty("gateway").GetString(), alert.GetProperty("masked").GetString(), alert.GetProperty("temperature").GetDecimal()));
        Assert.Equal("temperature-high", alert.GetProperty("reasons")[0].GetString());
        Assert.Equal((2, "repeated", 2, 43), (repeated.GetProperty("change").GetInt32(), repeated.GetProperty("what").GetString(),
            repeated.GetProperty("alert").GetProperty("count").GetInt32(), repeated.GetProperty("alert").GetProperty("seq").GetInt32()));
        Assert.Equal((3, "acknowledged"), (acknowledged.GetProperty("change").GetInt32(), acknowledged.GetProperty("what").GetString()));
    }

    [Fact]
    public async Task Live_EverySecond_Stats()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        await box.PublishAsync(Alerts.Make(1, BatchFactory.Alert(1, "s", 1)));
        await box.NextAckAsync();
        await using LiveReader live = await LiveReader.OpenAsync(cloud);

        JsonElement stats = (await live.NextAsync("stats"))!.Value;

        Assert.Equal(
            (1, 1, 1, 0, true),
            (stats.GetProperty("stored").GetInt32(), stats.GetProperty("openAlerts").GetInt32(), stats.GetProperty("gatewaysOnline").GetInt32(),
                stats.GetProperty("pending").GetInt32(), stats.GetProperty("balanced").GetBoolean()));
        Assert.True(stats.TryGetProperty("scansPerSecond", out _) && stats.TryGetProperty("at", out _));
    }

    [Fact]
    public async Task Live_ResumeAcrossRestart_EveryChangeOnceInOrder()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        var seen = new List<long>();
        ulong next = 1;
        await using (Box box = await Box.ConnectAsync(cloud))
        await using (LiveReader live = await LiveReader.OpenAsync(cloud))
        {
            next = await RaiseAsync(box, next, 5);
            await CollectAsync(live, seen, 3);
        }

        await using (Box box = await Box.ConnectAsync(cloud))
        {
            next = await RaiseAsync(box, next, 700);
        }

        await cloud.RestartAsync();
        await using Box back = await Box.ConnectAsync(cloud);
        Task<ulong> raising = RaiseAsync(back, next, 300);
        await using LiveReader resumed = await LiveReader.OpenAsync(cloud, seen[^1]);
        await CollectAsync(resumed, seen, 1002);
        await raising;

        Assert.Equal(Enumerable.Range(1, 1005).Select(i => (long)i), seen);
    }

    [Fact]
    public async Task Live_ManyJoinWhileAlertsFlow_NobodyMissesOrSeesTwice()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        ulong next = await RaiseAsync(box, 1, 20);
        Task<ulong> raising = RaiseAsync(box, next, 400);
        List<Task> listeners = [.. Enumerable.Range(0, 8).Select(async i =>
        {
            await using LiveReader live = await LiveReader.OpenAsync(cloud, i);
            var seen = new List<long>();
            await CollectAsync(live, seen, 420 - i);
            Assert.Equal(Enumerable.Range(i + 1, 420 - i).Select(number => (long)number), seen);
        })];

        await Task.WhenAll([.. listeners, raising]);
    }

    [Fact]
    public async Task Live_SlowListener_DroppedAndResumes()
    {
        var listener = new Service.Live.LiveListener(16);
        for (int i = 0; i < 16; i++)
        {
            Assert.True(listener.TrySend(Service.Live.LiveFrame.Heartbeat));
        }

        Assert.False(listener.TrySend(Service.Live.LiveFrame.Heartbeat));
        listener.Complete();
        int frames = 0;
        await foreach (Service.Live.LiveFrame _ in listener.Frames.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            frames++;
        }

        Assert.Equal(16, frames);
    }

    [Fact]
    public async Task Live_BadLastEventId_Problem()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/live");
        request.Headers.Add("Last-Event-ID", "x7");

        using HttpResponseMessage response = await cloud.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    private static async Task CommandAsync(CloudUnderTest cloud, string verb, object body)
    {
        using HttpResponseMessage response = await cloud.Http.PostAsJsonAsync(
            $"/v1/alerts/{BatchFactory.AlertIdText(1)}/{verb}", body, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
    }

    private static async Task CollectAsync(LiveReader live, List<long> seen, int count)
    {
        for (int i = 0; i < count; i++)
        {
            seen.Add((await live.NextAsync("alert"))!.Value.GetProperty("change").GetInt64());
        }
    }

    private static async Task<ulong> RaiseAsync(Box box, ulong first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await box.PublishAsync(Alerts.Make(first, BatchFactory.Alert((byte)(first % 250), "s", first)));
            first++;
        }

        for (int i = 0; i < count; i++)
        {
            Assert.Equal(AckStatus.Stored, (await box.NextAckAsync()).Status);
        }

        return first;
    }
}
