using Longgang.FirmwareSim.HealthCode;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Tests.HealthCode;

public sealed class HealthCodeServiceTests
{
    private readonly Population _people = new(new PopulationOptions(), 10);

    [Fact]
    public void Resolve_EveryWayToShowAPerson_GivesTheSameAnswer()
    {
        var service = new HealthCodeService(new HealthCodeOptions { Endpoint = "127.0.0.1:0", Devices = 10 }, TimeProvider.System);
        ResolveAnswer answer = service.Resolve("qr", _people.QrToken(5))!;
        Assert.Equal(_people.IdNumber(5), answer.IdNumber);
        Assert.Equal(answer, service.Resolve("idCard", _people.IdNumber(5)));
        Assert.Equal(answer, service.Resolve("face", Population.FaceNumber(5)));
        Assert.Null(service.Resolve("qr", "nobody"));
    }

    [Fact]
    public async Task Run_OverHttp_AnswersAsTheWirePageSays()
    {
        string endpoint = $"127.0.0.1:{TestPorts.Next()}";
        using var stop = new CancellationTokenSource();
        Task running = new HealthCodeService(
            new HealthCodeOptions { Endpoint = endpoint, Devices = 10, Latency = TimeSpan.FromMilliseconds(1) }, TimeProvider.System).RunAsync(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{endpoint}") };
        Assert.Equal((200, true), await AskAsync(http, $"{{\"type\":\"qr\",\"value\":\"{_people.QrToken(5)}\"}}"));
        Assert.Equal((404, false), await AskAsync(http, "{\"type\":\"qr\",\"value\":\"nobody\"}"));
        Assert.Equal((400, false), await AskAsync(http, "{\"type\":\"qr\""));
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Run_DuringAnOutage_Answers503()
    {
        string endpoint = $"127.0.0.1:{TestPorts.Next()}";
        using var stop = new CancellationTokenSource();
        var options = new HealthCodeOptions
        {
            Endpoint = endpoint,
            Devices = 10,
            Latency = TimeSpan.Zero,
            OutageAfter = TimeSpan.Zero,
            OutageFor = TimeSpan.FromMinutes(1),
        };
        Task running = new HealthCodeService(options, TimeProvider.System).RunAsync(stop.Token);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{endpoint}") };
        Assert.Equal((503, false), await AskAsync(http, $"{{\"type\":\"qr\",\"value\":\"{_people.QrToken(5)}\"}}"));
        await stop.CancelAsync();
        await running;
    }

    private static async Task<(int Status, bool Colour)> AskAsync(HttpClient http, string body)
    {
        using var content = new StringContent(body);
        using HttpResponseMessage response = await http.PostAsync(
            new Uri("/v1/resolve", UriKind.Relative), content, TestContext.Current.CancellationToken);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, text.Contains("\"colour\":\"", StringComparison.Ordinal));
    }
}
