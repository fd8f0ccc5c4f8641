using System.Text.Json.Nodes;

namespace Longgang.Edge.Gateway.Tests.Configuration;

public sealed class GatewayProgramTests : IDisposable
{
    private readonly GatewayFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_ManyThingsWrong_NamesEveryOneWithKeyAndSourceAndExits78()
    {
        _folder.Config["Gateway"]!["Id"] = "gw/1";
        _folder.Config["Gateway"]!["StopTimeout"] = "soon";
        _folder.Config["Gateway"]!["Nmae"] = "x";
        _folder.Config["Uplink"]!["Mqtt"]!["Endpoint"] = "nowhere";
        _folder.Config["Uplink"]!["Mqtt"]!["RecordWindow"] = new JsonObject { ["Batches"] = 0 };
        _folder.Config["Health"]!["Endpoint"] = "127.0.0.1";
        _folder.Config["HealthCode"]!["BaseAddress"] = "ftp://x";
        _folder.Config["Lan"]!["Mqtt"]!["MaxInFlight"] = 1000;
        _folder.Config["Lan"]!["DevicesFile"] = "nobody.json";
        _folder.Write("person.key", "c2hvcnQ=");
        (int code, string[] errors) = await RunAsync("--Uplink:Mqtt:KeepAlive=0", "--config", _folder.Save());

        Assert.Equal(ExitCode.Configuration, code);
        foreach (string key in (string[])["Gateway:Id", "Gateway:StopTimeout", "Gateway:Nmae", "Uplink:Mqtt:Endpoint", "Uplink:Mqtt:RecordWindow:Batches",
            "Health:Endpoint", "HealthCode:BaseAddress", "Lan:Mqtt:MaxInFlight", "Lan:DevicesFile", "Privacy:PersonKeyFile"])
        {
            Assert.Single(errors, e => e.StartsWith(key + ":", StringComparison.Ordinal) && e.EndsWith($"gateway.json]", StringComparison.Ordinal));
        }

        Assert.Single(errors, e => e.StartsWith("Uplink:Mqtt:KeepAlive:", StringComparison.Ordinal) && e.EndsWith("[argument --Uplink:Mqtt:KeepAlive]", StringComparison.Ordinal));
        Assert.Equal(11, errors.Length);
    }

    [Fact]
    public async Task Run_NothingConfigured_NamesWhatIsRequired()
    {
        (int code, string[] errors) = await RunAsync("--config", _folder.Write("empty.json", "{}"));

        Assert.Equal(ExitCode.Configuration, code);
        foreach (string key in (string[])["Gateway:Id", "Gateway:DataDirectory", "Lan:DevicesFile", "Uplink:Mqtt:Endpoint", "Uplink:Mqtt:SecretFile",
            "HealthCode:BaseAddress", "Privacy:PersonKeyFile"])
        {
            Assert.Contains(errors, e => e.StartsWith(key + ":", StringComparison.Ordinal) && e.EndsWith("[not set]", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Run_BadDevicesAndPolicy_NamesTheirErrors()
    {
        _folder.Write("devices.json", """{"devices":[{"id":"","kind":"toaster"}]}""");
        _folder.Write("policy.json", "{}");
        _folder.Config["Screening"] = new JsonObject { ["PolicyFile"] = "policy.json" };
        (int code, string[] errors) = await RunAsync("--config", _folder.Save());

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains(errors, e => e.StartsWith("Lan:DevicesFile:", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("Screening:PolicyFile:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_BrokenJson_SaysWhere()
    {
        (int code, string[] errors) = await RunAsync("--config", _folder.Write("broken.json", "{ \"Gateway\": {"));

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains("broken.json", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--config", "/nonexistent/gateway.json")]
    [InlineData("--verbose")]
    [InlineData("gateway.json")]
    public async Task Run_WrongArguments_SaysWhich(params string[] arguments)
    {
        (int code, string[] errors) = await RunAsync(arguments);

        Assert.Equal(ExitCode.Configuration, code);
        Assert.Contains(arguments[^1], Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Version_PrintsIt()
    {
        using var output = new StringWriter();
        Assert.Equal(ExitCode.Ok, await GatewayProgram.RunAsync(["--version"], output, TextWriter.Null));
        Assert.Equal($"Longgang.Edge.Gateway {ProgramVersion.Text}{Environment.NewLine}", output.ToString());
    }

    private static async Task<(int Code, string[] Errors)> RunAsync(params string[] arguments)
    {
        using var errors = new StringWriter();
        int code = await GatewayProgram.RunAsync(arguments, TextWriter.Null, errors);
        return (code, errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }
}
