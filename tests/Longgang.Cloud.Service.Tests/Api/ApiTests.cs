using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.TestKit;

namespace Longgang.Cloud.Service.Tests.Api;

public sealed class ApiTests
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    [Fact]
    public async Task OpenApi_Document_IsTheApprovedOne()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        string now = await cloud.Http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), TestContext.Current.CancellationToken);

        Snapshot.Match("Longgang.Cloud.Service.Tests/Api/openapi-v1.approved.json", now.ReplaceLineEndings("\n").TrimEnd() + "\n");
    }

    [Theory]
    [InlineData("/v1/alerts?limit=0")]
    [InlineData("/v1/alerts?limit=1001")]
    [InlineData("/v1/alerts?limit=x")]
    [InlineData("/v1/alerts?after=-1")]
    [InlineData("/v1/alerts?state=open")]
    [InlineData("/v1/alerts?area=44")]
    [InlineData("/v1/alerts?category=flu")]
    [InlineData("/v1/alerts?category=unspecified")]
    [InlineData("/v1/alerts?stat=raised")]
    [InlineData("/v1/alerts?state=raised&state=resolved")]
    [InlineData("/v1/scans?limit=0")]
    [InlineData("/v1/scans/export?after=-1")]
    [InlineData("/v1/devices?limit=5000")]
    [InlineData("/v1/ledger?x=1")]
    [InlineData("/v1/announcements?state=sent")]
    [InlineData("/v1/announcements?limit=0")]
    [InlineData("/v1/announcements/0/speakers?state=heard")]
    [InlineData("/v1/announcements/0/coverage?occurrence=0")]
    [InlineData("/v1/speakers?limit=1001")]
    [InlineData("/v1/audio?after=1")]
    public async Task Get_BadParameter_ProblemSaysWhatWhyAndWhatToDo(string path)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        await AssertProblemAsync(response);
    }

    [Theory]
    [InlineData("/v1/devices/nobody")]
    [InlineData("/v1/alerts/00000000000000000000000000000009")]
    [InlineData("/v1/announcements/00000000000000000000000000000009")]
    [InlineData("/v1/announcements/nothing/preflight")]
    [InlineData("/v1/announcements/nothing/coverage")]
    [InlineData("/v1/audio/0123")]
    [InlineData("/v1/alerts/x")]
    [InlineData("/v2/alerts")]
    public async Task Get_Unknown_NotFound(string path)
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await AssertProblemAsync(response);
    }

    [Fact]
    public async Task Alerts_WholeLife_ThroughTheApi()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await RaiseAsync(cloud, 3);
        string id = BatchFactory.AlertIdText(1);

        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(cloud, id, "resolve", new { by = "li" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cloud, id, "acknowledge", new { by = " " }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cloud, id, "acknowledge", new { by = "li" }));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(cloud, id, "acknowledge", new { by = "wang" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cloud, id, "assign", new { by = "li" }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cloud, id, "assign", new { by = "li", assignee = "wang" }));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(cloud, id, "comment", new { by = "wang" }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cloud, id, "comment", new { by = "wang", comment = "在路上" }));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(cloud, id, "resolve", new { by = "wang" }));
        Assert.Equal(HttpStatusCode.Conflict, await PostAsync(cloud, id, "assign", new { by = "li", assignee = "zhao" }));
        Assert.Equal(HttpStatusCode.NotFound, await PostAsync(cloud, BatchFactory.AlertIdText(99), "acknowledge", new { by = "li" }));

        JsonElement detail = await cloud.GetAsync("/v1/alerts/" + id);
        Assert.Equal(
            ["raised", "acknowledged", "assigned", "commented", "resolved"],
            detail.GetProperty("history").EnumerateArray().Select(change => change.GetProperty("what").GetString()));
        Assert.Equal("在路上", detail.GetProperty("history")[3].GetProperty("comment").GetString());
        Assert.Equal("resolved", detail.GetProperty("alert").GetProperty("state").GetString());
        JsonElement open = await cloud.GetAsync("/v1/alerts?state=raised&limit=1&area=440307&category=fever");
        Assert.Equal(BatchFactory.AlertIdText(3), open.GetProperty("items")[0].GetProperty("id").GetString());
        JsonElement last = await cloud.GetAsync($"/v1/alerts?state=raised&limit=1&after={open.GetProperty("next").GetInt64()}");
        Assert.Equal(BatchFactory.AlertIdText(2), last.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task Devices_AfterScans_CountsAndLastSeen()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await using Box box = await Box.ConnectAsync(cloud);
        await box.PublishAsync(new BatchFactory().Scans(1, 12).Batch);
        await box.NextAckAsync();

        JsonElement device = await cloud.GetAsync("/v1/devices/sentinel-0001");
        JsonElement list = await cloud.GetAsync("/v1/devices");
        JsonElement scans = await cloud.GetAsync("/v1/scans?device=sentinel-0001&limit=5");

        Assert.Equal(
            (12, "gw-001", "440307003002"),
            (device.GetProperty("scans").GetInt32(), device.GetProperty("gateway").GetString(), device.GetProperty("area").GetString()));
        Assert.Equal(BatchFactory.Start.AddSeconds(12), device.GetProperty("lastSeen").GetDateTimeOffset());
        Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal((5, 5), (scans.GetProperty("items").GetArrayLength(), scans.GetProperty("next").GetInt32()));
        Assert.Equal("pass", scans.GetProperty("items")[0].GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Token_Set_AskedForOnApiButNotOnHealthAndPage()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync(Token);

        foreach (string path in (string[])["/v1/alerts", "/v1/live", "/V1/ledger", "/metrics", "/openapi/v1.json"])
        {
            using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        foreach (string path in (string[])["/", "/console.js", "/health/live", "/health/ready"])
        {
            using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        cloud.Http.DefaultRequestHeaders.Authorization = new("Bearer", Token[..^1] + "x");
        using HttpResponseMessage wrong = await cloud.Http.GetAsync(new Uri("/v1/alerts", UriKind.Relative), TestContext.Current.CancellationToken);
        cloud.Http.DefaultRequestHeaders.Authorization = new("Bearer", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        await cloud.GetAsync("/v1/alerts");
    }

    [Fact]
    public async Task Metrics_Text_CountsWhatWasStored()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        await RaiseAsync(cloud, 2);

        string text = await cloud.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Contains("longgang_ledger_stored_events 2\n", text, StringComparison.Ordinal);
        Assert.Contains("longgang_store_ready 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_Headers_StrictPolicy()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);
        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        string policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    private static async Task RaiseAsync(CloudUnderTest cloud, int count)
    {
        await using Box box = await Box.ConnectAsync(cloud);
        var alerts = new BatchFactory(outbox: 2, lane: Lane.Alert);
        await box.PublishAsync(alerts.Make(1, Enumerable.Range(1, count).Select(i => BatchFactory.Alert((byte)i, "s", (ulong)i))));
        await box.NextAckAsync();
    }

    private static async Task<HttpStatusCode> PostAsync(CloudUnderTest cloud, string id, string verb, object body)
    {
        using HttpResponseMessage response = await cloud.Http.PostAsJsonAsync($"/v1/alerts/{id}/{verb}", body, TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            await AssertProblemAsync(response);
        }

        return response.StatusCode;
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        foreach (string member in (string[])["type", "title", "detail", "todo"])
        {
            Assert.NotEqual(string.Empty, problem.GetProperty(member).GetString());
        }
    }
}
