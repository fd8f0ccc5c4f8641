using System.Diagnostics;
using System.Text.Json;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests;

/// <summary>The listener against Eclipse Mosquitto's own clients.</summary>
public sealed class MosquittoLanTests
{
    [Theory]
    [InlineData("mqttv5")]
    [InlineData("mqttv311")]
    public async Task Scan_FromMosquittoPub_VerdictReachesMosquittoSub(string version)
    {
        await using LanBox box = await LanBox.StartAsync();
        using Process sub = Start("mosquitto_sub", box, version, "-t", "sentinel/sentinel-0001/verdict", "-C", "1", "-W", "10", "-d");
        await UntilAsync(sub, line => line.Contains("Subscribed", StringComparison.Ordinal));

        using Process pub = Start("mosquitto_pub", box, version, "-t", "sentinel/sentinel-0001/scan", "-q", "1", "-m", Scans.Json(1));
        await pub.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        string json = await UntilAsync(sub, line => line.StartsWith('{'));
        await sub.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(0, pub.ExitCode);
        Assert.Equal("pass", JsonDocument.Parse(json).RootElement.GetProperty("verdict").GetString());
        Assert.Single(box.Records.Events);
    }

    [Fact]
    public async Task Connect_WrongPassword_MosquittoPubSaysNotAuthorised()
    {
        await using LanBox box = await LanBox.StartAsync();
        using Process pub = Start("mosquitto_pub", box, "mqttv311", "-P", "wrong", "-t", "sentinel/sentinel-0001/scan", "-q", "1", "-m", "{}");
        await pub.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotEqual(0, pub.ExitCode);
    }

    private static Process Start(string program, LanBox box, string version, params string[] arguments)
    {
        string[] secret = arguments.Contains("-P") ? [] : ["-P", LanBox.Secret];
        var start = new ProcessStartInfo("stdbuf", ["-oL", program, "-h", "127.0.0.1", "-p", $"{box.MqttPort}", "-V", version, "-u", LanBox.Sentinel, .. secret, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return Process.Start(start)!;
    }

    private static async Task<string> UntilAsync(Process process, Func<string, bool> match)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (match(line))
            {
                return line;
            }
        }

        throw new InvalidOperationException("The program ended before it said what was awaited.");
    }
}
