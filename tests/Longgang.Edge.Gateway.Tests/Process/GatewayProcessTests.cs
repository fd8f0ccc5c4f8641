using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MQTTnet;
using MQTTnet.Protocol;

namespace Longgang.Edge.Gateway.Tests.Process;

/// <summary>
/// The gateway from outside, without a cloud. Runs the program that was built with the tests and, where LONGGANG_AOT_GATEWAY names it,
/// the native one that deploy/publish-gateway.sh makes.
/// </summary>
public sealed class GatewayProcessTests : IDisposable
{
    private const string Native = "native";
    private readonly GatewayFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Programs() => ["built", Native];

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("Category", "aot")]
    public async Task Gateway_ScanOverMqtt_IsKeptAcrossAnOrderlyStop(string which)
    {
        string program = Program(which);
        string outbox;
        using (var gateway = new GatewayProcess(program, _folder))
        {
            await gateway.ReadyAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"{which}: ready after {gateway.StartTime.TotalMilliseconds:F0} ms");
            JsonNode verdict = await ScanAsync(1);
            Assert.Contains((string?)verdict["verdict"], (string[])["pass", "warn", "deny"]);
            await ScanAsync(2);

            JsonNode health = await gateway.HealthAsync();
            JsonNode record = health["lanes"]![1]!;
            outbox = (string)record["outbox"]!;
            Assert.Equal("record", (string?)record["lane"]);
            Assert.Equal(2, (int)record["accepted"]!);
            Assert.Equal(2, (int)record["pending"]!);
            Assert.False((bool)health["uplink"]!["connected"]!);
            Assert.Equal("ready", (string?)health["status"]);

            string metrics = await (await gateway.GetAsync("/metrics")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("longgang_lane_accepted{lane=\"record\"} 2\n", metrics, StringComparison.Ordinal);
            Assert.Contains("# TYPE longgang_verdict_duration_seconds histogram\n", metrics, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).StatusCode);
            Assert.Equal(ExitCode.Ok, await gateway.StopAsync());
            Assert.DoesNotContain("gateway-secret", gateway.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("fail:", gateway.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("crit:", gateway.Output, StringComparison.Ordinal);
        }

        using var again = new GatewayProcess(program, _folder);
        await again.ReadyAsync();
        JsonNode kept = (await again.HealthAsync())["lanes"]![1]!;
        Assert.Equal(outbox, (string?)kept["outbox"]);
        Assert.Equal(2, (int)kept["pending"]!);

        // The device's cursor was kept as well: a retransmission is recognised, not stored again.
        await ScanAsync(2, answered: false);
        await ScanAsync(3);
        Assert.Equal(3, (int)(await again.HealthAsync())["lanes"]![1]!["accepted"]!);
        Assert.Equal(ExitCode.Ok, await again.StopAsync());
    }

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("Category", "aot")]
    public async Task Gateway_WrongConfiguration_Exits78AndNamesEverything(string which)
    {
        _folder.Config["Gateway"]!["Id"] = "";
        _folder.Config["HealthCode"]!["BaseAddress"] = "x";
        _folder.Config["Lan"]!["Mqtt"]!["MaxInFlight"] = "many";
        using var gateway = new GatewayProcess(Program(which), _folder);

        Assert.Equal(ExitCode.Configuration, await gateway.ExitAsync());
        Assert.Contains("Gateway:Id: ", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("HealthCode:BaseAddress: ", gateway.Output, StringComparison.Ordinal);
        Assert.Contains("Lan:Mqtt:MaxInFlight: ", gateway.Output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("Category", "aot")]
    public async Task Gateway_SecondOnTheSameData_RefusesToStart(string which)
    {
        string program = Program(which);
        using var first = new GatewayProcess(program, _folder);
        await first.ReadyAsync();
        using var second = new GatewayProcess(program, _folder);

        Assert.Equal(ExitCode.Store, await second.ExitAsync());
        Assert.Equal(ExitCode.Ok, await first.StopAsync());
    }

    [Fact]
    public async Task Health_OnTheLanEndpoint_IsNotThere()
    {
        using var gateway = new GatewayProcess(Program("built"), _folder);
        await gateway.ReadyAsync();
        using var http = new HttpClient();

        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"http://127.0.0.1:{_folder.LanHttpPort}/health/ready"), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri($"http://127.0.0.1:{_folder.LanHttpPort}/metrics"), TestContext.Current.CancellationToken)).StatusCode);
    }

    [Fact]
    public async Task Listener_PortTaken_ExitsWithAnErrorAndSaysWhy()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, _folder.LanMqttPort);
        taken.Start();
        using var gateway = new GatewayProcess(Program("built"), _folder);

        Assert.Equal(ExitCode.Software, await gateway.ExitAsync());
        Assert.Contains("address already in use", gateway.Output, StringComparison.OrdinalIgnoreCase);
    }

    private async Task<JsonNode> ScanAsync(int sequence, bool answered = true)
    {
        using IMqttClient device = new MqttClientFactory().CreateMqttClient();
        var verdict = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        device.ApplicationMessageReceivedAsync += e =>
        {
            verdict.TrySetResult(JsonNode.Parse(e.ApplicationMessage.ConvertPayloadToString())!);
            return Task.CompletedTask;
        };
        await device.ConnectAsync(new MqttClientOptionsBuilder()
            .WithTcpServer("127.0.0.1", _folder.LanMqttPort)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithCredentials(GatewayFolder.Device, GatewayFolder.DeviceSecret)
            .Build());
        await device.SubscribeAsync($"sentinel/{GatewayFolder.Device}/verdict");
        string scan = $$$"""
            {"v":1,"epoch":1,"seq":{{{sequence}}},"time":"{{{DateTimeOffset.UtcNow:O}}}","direction":"in","credential":{"type":"qr","value":"code-1"},"temperature":36.5}
            """;
        MqttClientPublishResult result = await device.PublishAsync(new MqttApplicationMessage
        {
            Topic = $"sentinel/{GatewayFolder.Device}/scan",
            PayloadSegment = Encoding.UTF8.GetBytes(scan),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        });
        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
        return answered ? await verdict.Task.WaitAsync(TimeSpan.FromSeconds(10)) : new JsonObject();
    }

    private static string Program(string which)
    {
        if (which != Native)
        {
            return Path.Combine(AppContext.BaseDirectory, "Longgang.Edge.Gateway.dll");
        }

        string? native = Environment.GetEnvironmentVariable("LONGGANG_AOT_GATEWAY");
        Assert.SkipWhen(string.IsNullOrEmpty(native), "LONGGANG_AOT_GATEWAY names no program; deploy/publish-gateway.sh makes one");
        return native!;
    }
}
