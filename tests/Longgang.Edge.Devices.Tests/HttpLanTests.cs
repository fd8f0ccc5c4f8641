using System.Net;
using System.Text;
using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests;

public sealed class HttpLanTests
{
    private const string Scan = "/v1/devices/sentinel-0001/scans";

    [Fact]
    public async Task Scan_Green_AnswersTheVerdictWhenDurable()
    {
        await using LanBox box = await LanBox.StartAsync();
        var disk = new TaskCompletionSource();
        box.Records.Hold = disk.Task;
        using HttpClient http = box.Http();

        Task<HttpResponseMessage> post = http.PostAsync(Scan, Body(Scans.Json(1)));
        await box.Records.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.False(post.IsCompleted);
        disk.SetResult();
        using HttpResponseMessage response = await post;

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonElement result = Assert.Single((await JsonAsync(response)).GetProperty("results").EnumerateArray());
        Assert.Equal("pass", result.GetProperty("verdict").GetString());
        Assert.Equal(1, result.GetProperty("seq").GetInt32());
    }

    [Fact]
    public async Task Scans_Array_KeepsOrderAndAnswersEachInPlace()
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        string[] scans = [.. Enumerable.Range(1, 499).Select(n => Scans.Json((ulong)n, $"green-{n}"))];
        string wrong = """{"v":1,"seq":500,"epoch":1,"credential":{"type":"idCard","value":"340524198001010013"}}""";

        using HttpResponseMessage response = await http.PostAsync(Scan, Body($"[{string.Join(',', scans)},{wrong}]"));

        JsonElement[] results = [.. (await JsonAsync(response)).GetProperty("results").EnumerateArray()];
        Assert.Equal(500, results.Length);
        Assert.Equal(Enumerable.Range(1, 500), results.Select(result => result.GetProperty("seq").GetInt32()));
        Assert.Equal("id-check-digit", results[^1].GetProperty("refused").GetString());
        Assert.Equal(Enumerable.Range(1, 499).Select(n => (ulong)n), box.Records.Events.Select(item => item.DeviceSequence));
    }

    [Theory]
    [InlineData("sentinel-0001", "wrong", Scan, HttpStatusCode.Unauthorized, "not-authorised", SecurityKind.LoginFailed)]
    [InlineData("nobody", LanBox.Secret, Scan, HttpStatusCode.Unauthorized, "not-authorised", SecurityKind.UnknownDevice)]
    [InlineData("sentinel-0002", LanBox.Secret, Scan, HttpStatusCode.Forbidden, "topic-foreign", SecurityKind.TopicForeign)]
    [InlineData("sensor-0001", LanBox.Secret, "/v1/devices/sensor-0001/scans", HttpStatusCode.Forbidden, "not-authorised", null)]
    public async Task Push_NotOnesOwn_IsRefused(string device, string secret, string path, HttpStatusCode status, string reason, SecurityKind? reported)
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http(device, secret);

        using HttpResponseMessage response = await http.PostAsync(path, Body(Scans.Json(1)));

        await AssertProblemAsync(response, status, reason);
        Assert.Empty(box.Records.Events);
        if (reported is { } kind)
        {
            await box.Alerts.Appended.WaitAsync(TimeSpan.FromSeconds(10));
            Assert.Equal(kind, box.Alerts.Events.Single().Security.Kind);
        }
    }

    [Theory]
    [InlineData("{", "malformed-json")]
    [InlineData("17", "malformed-json")]
    [InlineData("", "malformed-json")]
    [InlineData("[{},", "malformed-json")]
    [InlineData("""{"v":2}""", "unsupported-version")]
    [InlineData("""{"v":1,"credential":{"type":"idCard","value":"340524198001010013"}}""", "id-check-digit")]
    [InlineData("""[{"v":1,"temperature":99,"credential":{"type":"qr","value":"x"}}]""", "temperature-impossible")]
    public async Task Scan_NothingReadable_Is400WithReason(string body, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();

        using HttpResponseMessage response = await http.PostAsync(Scan, Body(body));

        await AssertProblemAsync(response, HttpStatusCode.BadRequest, reason);
        using HttpResponseMessage next = await http.PostAsync(Scan, Body(Scans.Json(1)));
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Fact]
    public async Task Scan_MoreThan500_Is400()
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        using HttpResponseMessage response = await http.PostAsync(Scan, Body($"[{string.Join(',', Enumerable.Repeat("{}", 501))}]"));
        await AssertProblemAsync(response, HttpStatusCode.BadRequest, "malformed-json");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Push_TenMegabytes_Is413(bool chunked)
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        http.DefaultRequestHeaders.ExpectContinue = true; // as a client does that wants to hear it before it has sent everything
        using var request = new HttpRequestMessage(HttpMethod.Post, Scan) { Content = new ByteArrayContent(new byte[10 << 20]) };
        request.Headers.TransferEncodingChunked = chunked;

        try
        {
            using HttpResponseMessage response = await http.SendAsync(request);
            await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge, "payload-too-large");
        }
        catch (HttpRequestException) when (chunked)
        {
            // the connection was closed while the client was still sending
        }

        await box.Alerts.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(SecurityKind.PayloadTooLarge, box.Alerts.Events.Single().Security.Kind);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.TooManyRequests, "box-full", 30)]
    [InlineData(false, HttpStatusCode.ServiceUnavailable, "box-fault", 2)]
    public async Task Scans_BoxCannotTakeOne_SaysWhenToComeBackAndKeepsNothingAfterIt(bool full, HttpStatusCode status, string reason, int seconds)
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        string body = $"[{string.Join(',', Enumerable.Range(1, 5).Select(n => Scans.Json((ulong)n, $"green-{n}")))}]";
        box.Records.BeforeAppend = item => item.DeviceSequence != 3 ? null : full ? Fails.Full() : Fails.Fault();

        using HttpResponseMessage refused = await http.PostAsync(Scan, Body(body));
        await AssertProblemAsync(refused, status, reason);
        Assert.Equal(TimeSpan.FromSeconds(seconds), refused.Headers.RetryAfter!.Delta);
        Assert.Equal([1UL, 2UL], box.Records.Events.Select(item => item.DeviceSequence));

        box.Records.BeforeAppend = null;
        using HttpResponseMessage kept = await http.PostAsync(Scan, Body(body));
        Assert.Equal(HttpStatusCode.OK, kept.StatusCode);
        Assert.Equal(5, (await JsonAsync(kept)).GetProperty("results").GetArrayLength());
        Assert.Equal([1UL, 2UL, 3UL, 4UL, 5UL], box.Records.Events.Select(item => item.DeviceSequence));
    }

    [Theory]
    [InlineData(2, "device-clock-ahead")]
    [InlineData(-2, "device-clock-behind")]
    public async Task Scan_WrongClock_PassesWithReason(int hours, string reason)
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        using HttpResponseMessage response = await http.PostAsync(Scan, Body(Scans.Json(1, time: TimeProvider.System.GetUtcNow().AddHours(hours))));
        JsonElement result = (await JsonAsync(response)).GetProperty("results")[0];
        Assert.Equal("pass", result.GetProperty("verdict").GetString());
        Assert.Equal(reason, result.GetProperty("reasons")[0].GetString());
    }

    [Fact]
    public async Task Scan_Replayed_IsRecognised()
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http();
        using HttpResponseMessage first = await http.PostAsync(Scan, Body(Scans.Json(1, "red-1")));
        using HttpResponseMessage second = await http.PostAsync(Scan, Body(Scans.Json(1, "red-1")));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Single(box.Records.Events);
        Assert.Single(box.Alerts.Events);
    }

    [Fact]
    public async Task Readings_AreKept()
    {
        await using LanBox box = await LanBox.StartAsync();
        using HttpClient http = box.Http(LanBox.Sensor);
        using HttpResponseMessage response = await http.PostAsync("/v1/devices/sensor-0001/readings", new ByteArrayContent(Scans.Reading(1)));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(21.5, box.Records.Events.Single().Reading.Value);
    }

    private static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string reason)
    {
        string text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonElement problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal($"urn:longgang:refusal:{reason}", problem.GetProperty("type").GetString());
        Assert.DoesNotContain("340524198001010013", text, StringComparison.Ordinal);
    }
}
