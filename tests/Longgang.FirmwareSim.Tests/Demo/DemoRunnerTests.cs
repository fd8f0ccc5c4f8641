using System.Diagnostics;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Tests.Demo;

/// <summary>The judge is judged: stand-ins that work, stand-ins that lose and double, and one that does not start.</summary>
public sealed class DemoRunnerTests
{
    private static readonly string _lgsim = Path.Combine(AppContext.BaseDirectory, "lgsim.dll");
    private static readonly string _standIn = Environment.ProcessPath!;

    [Fact]
    public async Task Demo_UnderKillsAndAnOutage_FindsNothingLostOrDoubled()
    {
        (int code, string output) = await RunAsync(
            _standIn, [], "--seconds", "8", "--chaos", "--chaos-every", "2", "--outage", "2", "--malformed", "0.05", "--fever", "0.02");
        Assert.True(code == 0, output);
        Assert.Contains("PASSED", output, StringComparison.Ordinal);
        Assert.Contains("kill -9", output, StringComparison.Ordinal);
        Assert.Contains("uplink Cut", output, StringComparison.Ordinal);
        Assert.Contains("id-check-digit", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_CloudLosesAnEvent_Fails()
    {
        (int code, string output) = await RunAsync(_standIn, [new("LGSIM_STANDIN_LOSE", "50")], "--seconds", "2", "--settle", "3");
        Assert.True(code == 1, output);
        Assert.Matches(@"lost +\| 1 ", output);
        Assert.Contains("problem: lost: sentinel-", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_CloudDoublesAnEvent_Fails()
    {
        (int code, string output) = await RunAsync(_standIn, [new("LGSIM_STANDIN_DOUBLE", "50")], "--seconds", "2", "--settle", "3");
        Assert.True(code == 1, output);
        Assert.Matches(@"duplicated +\| 1 ", output);
        Assert.Contains("problem: doubled: sentinel-", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_AGatewayThatEnds_SaysWhyWithItsLastWords()
    {
        (int code, string output) = await RunAsync("/bin/cat", [], "--seconds", "1");
        Assert.True(code == 1, output);
        Assert.Contains("gw-001 ended by itself with exit code 1", output, StringComparison.Ordinal);
        Assert.Contains("unrecognized option '--config'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_AnUnknownOption_IsAUsageError() => Assert.Equal(2, (await RunAsync(_standIn, [], "--no-such-option")).Code);

    [Theory]
    [InlineData("--broker", "mosquitto")]
    [InlineData("--replicas", "2")]
    [InlineData("--replicas", "2", "--store", "postgres")]
    public async Task Demo_OptionsThatDoNotFit_AreAUsageError(params string[] options) => Assert.Equal(2, (await RunAsync(_standIn, [], options)).Code);

    [Fact]
    public async Task Terminate_AProcessThatIgnoresIt_KillsIt()
    {
        string log = Path.GetTempFileName();
        using var child = new ChildProcess("deaf", "/bin/sh", ["-c", "trap '' TERM; echo ready; while :; do sleep 1; done"], log, TimeProvider.System)
        {
            PipesOutput = true,
        };
        child.Start();
        Assert.Equal("ready", await child.Output.ReadLineAsync(TestContext.Current.CancellationToken));
        child.Check();
        Assert.True(child.PeakRssKb > 0);
        Assert.False(await child.TerminateAsync(TimeSpan.FromMilliseconds(200)));
        Assert.False(child.Running);
        child.Check();
        File.Delete(log);
    }

    private static async Task<(int Code, string Output)> RunAsync(
        string gateway, KeyValuePair<string, string>[] environment, params string[] options)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("lgsim-demo-");
        var start = new ProcessStartInfo("dotnet", [
            _lgsim, "demo", "--work", work.FullName, "--gateway-exe", gateway, "--cloud-exe", _standIn, "--devices", "60", "--gateways", "2", "--rate", "150", .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        work.Delete(recursive: true);
        return (process.ExitCode, output + await errors);
    }
}
