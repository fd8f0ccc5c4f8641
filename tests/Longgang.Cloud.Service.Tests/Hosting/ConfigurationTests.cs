using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Longgang.Cloud.Service.Tests.Hosting;

/// <summary>The built program, as a supervisor starts it.</summary>
public sealed class ConfigurationTests
{
    [Fact]
    public async Task Start_EverythingWrong_Exit78AndEveryErrorNamesItsKey()
    {
        string file = await WriteAsync("""
            { "Storage": { "Sqlite": { "Path": "/nonexistent/x.db", "MaxBytes": 3 } },
              "Broker":  { "Endpoint": "nowhere", "GatewaysFile": "missing.json", "MaxPacketBytes": 1 },
              "Api":     { "Endpoint": "0.0.0.0:8080" },
              "Ingest":  { "GroupEvents": 0 },
              "Live":    { "ListenerQueue": 1 },
              "Retention": { "Scans": "00:00:01" } }
            """);

        (int exit, string errors) = await RunAsync("--config", file);

        Assert.Equal(78, exit);
        Assert.All(
            ["Storage:Sqlite:Path", "Storage:Sqlite:MaxBytes", "Broker:Endpoint", "Broker:GatewaysFile", "Broker:MaxPacketBytes", "Api:Endpoint", "Ingest:GroupEvents", "Live:ListenerQueue", "Retention:Scans"],
            key => Assert.Contains(key, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "Storage": { "Kind": "oracle" } }""", "Storage:Kind 'oracle'")]
    [InlineData("""{ "Storage": { "Kind": "postgres" } }""", "Storage:Postgres:ConnectionString is missing")]
    [InlineData("""{ "Storage": { "Kind": "postgres", "Postgres": { "ConnectionString": "Host=db;Database=d", "PasswordFile": "none" } } }""", "Storage:Postgres:PasswordFile")]
    [InlineData("""{ "Storage": { "Kind": "postgres", "Postgres": { "ConnectionString": "Host=db;Database=d;Password=x" } } }""", "holds a password")]
    public async Task Start_StorageWrong_Exit78AndTheKeyIsNamed(string content, string says)
    {
        (int exit, string errors) = await RunAsync("--config", await WriteAsync(content));

        Assert.Equal(78, exit);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ not json", "JSON")]
    [InlineData("""{ "Ingest": { "GroupEvents": "many" } }""", "Ingest:GroupEvents")]
    public async Task Start_Unreadable_Exit78(string content, string says)
    {
        (int exit, string errors) = await RunAsync("--config", await WriteAsync(content));

        Assert.Equal(78, exit);
        Assert.Contains(says, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_GatewaysFileWrong_EveryEntryIsNamed()
    {
        string file = await WriteAsync("""{ "Storage": { "Sqlite": { "Path": "d.db" } }, "Broker": { "GatewaysFile": "gateways.json" } }""");
        await File.WriteAllTextAsync(
            Path.Combine(Path.GetDirectoryName(file)!, "gateways.json"),
            """{"gateways":[{"id":"a/b","secretSha256":"00"},{"id":"gw-1","secretSha256":"00"},null]}""",
            TestContext.Current.CancellationToken);

        (int exit, string errors) = await RunAsync("--config", file);

        Assert.Equal(78, exit);
        Assert.Contains("gateways[0].id 'a/b'", errors, StringComparison.Ordinal);
        Assert.Contains("gateways[1] (gw-1): secretSha256", errors, StringComparison.Ordinal);
        Assert.Contains("gateways[2].id", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ExternalBrokerWrong_Exit78AndEveryErrorNamesItsKey()
    {
        string file = await WriteAsync("""
            { "Storage": { "Sqlite": { "Path": "d.db" } },
              "Broker":  { "Kind": "external", "Endpoint": "not looked at", "GatewaysFile": "missing.json",
                           "External": { "Port": 0, "PasswordFile": "missing.secret", "ClientId": "a/b", "ShareGroup": "a b", "ReceiveMaximum": 0,
                                         "MaxHeldBytes": 1, "KeepAlive": "00:00:00", "Timeout": "01:00:00", "ReconnectMax": "00:00:00",
                                         "Tls": { "Enabled": true, "CaFile": "missing.pem", "CertificateFile": "missing.pem" } } } }
            """);

        (int exit, string errors) = await RunAsync("--config", file);

        Assert.Equal(78, exit);
        Assert.All(
            ["Host", "Port", "UserName", "PasswordFile", "ClientId", "ShareGroup", "ReceiveMaximum", "MaxHeldBytes", "KeepAlive", "Timeout", "ReconnectMax", "Tls:CaFile", "Tls:CertificateFile"],
            key => Assert.Contains($"Broker:External:{key}", errors, StringComparison.Ordinal));
        Assert.Contains("Broker:GatewaysFile", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Broker:Endpoint", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("7")]
    public async Task Start_UnknownBrokerKind_Exit78(string kind)
    {
        (int exit, string errors) = await RunAsync("--config", await WriteAsync($$"""{ "Broker": { "Kind": "{{kind}}" } }"""));

        Assert.Equal(78, exit);
        Assert.Contains("Broker:Kind", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DatabaseOfARunningService_RefusesAndSaysWhy()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();

        (int exit, string errors) = await RunAsync("--config", Path.Combine(cloud.Directory, "cloud.json"));

        Assert.Equal(1, exit);
        Assert.Contains(cloud.Database, errors, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_SigTerm_Exit0()
    {
        string file = await WriteAsync("""
            { "Storage": { "Sqlite": { "Path": "d.db" } },
              "Broker": { "Endpoint": "127.0.0.1:0", "GatewaysFile": "gateways.json" }, "Api": { "Endpoint": "127.0.0.1:0" } }
            """);
        CloudUnderTest.WriteGateways(Path.GetDirectoryName(file)!, ["gw-001"]);
        using Process process = Start("--config", file);
        string? line;
        do
        {
            line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
        while (line is not null && !line.Contains("Application started", StringComparison.Ordinal));

        Assert.Equal(0, Kill(process.Id, 15));
        Task<string> rest = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await rest;

        Assert.Equal(0, process.ExitCode);
    }

    private static async Task<string> WriteAsync(string content)
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("lg-config-").FullName, "cloud.json");
        await File.WriteAllTextAsync(file, content, TestContext.Current.CancellationToken);
        return file;
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Longgang.Cloud.Service")) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static async Task<(int Exit, string Errors)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        string errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await output;
        return (process.ExitCode, errors);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
