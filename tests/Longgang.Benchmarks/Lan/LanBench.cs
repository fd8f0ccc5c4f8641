using System.Globalization;
using System.Text.Json;
using Longgang.Benchmarks.Results;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Lan;

/// <summary>
/// QoS 1 readings of 100 bytes from 64 and from 1,859 connections, 16 in flight each, into mosquitto, into our listener alone, and into the whole
/// gateway, where a PUBACK means that the reading is on the disk. One load program for all; every run starts its server anew.
/// </summary>
internal sealed class LanBench : IBench
{
    private const int UsualRuns = 5;
    private const string Seconds = "5";

    public string Name => "lan";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        var rows = new List<BenchRow>();
        var ratios = new Dictionary<string, double>();
        int runs = context.Runs(UsualRuns);
        long refused = 0;
        foreach (int connections in (int[])[64, 1859])
        {
            using LanSite site = await LanSite.CreateAsync(connections, "sensor");
            (string Subject, Func<ProductProcess> Start)[] subjects =
                [("mosquitto", site.StartMosquitto), ("ours-bare", site.StartBare), ("ours-durable", () => site.StartGateway())];
            var rates = subjects.ToDictionary(subject => subject.Subject, _ => new List<double>());
            var memory = subjects.ToDictionary(subject => subject.Subject, _ => new List<double>());
            for (int run = 1; run <= runs; run++)
            {
                foreach ((string subject, Func<ProductProcess> start) in subjects)
                {
                    await using ProductProcess server = start();
                    await Ports.WaitUntilOpenAsync(site.Port, server, TimeSpan.FromSeconds(30));
                    (double rate, long bad) = await LoadAsync(site, connections);
                    rates[subject].Add(rate);
                    context.Report($"{subject}, {connections} connections", run, runs, rate, "1/s");
                    memory[subject].Add(server.PeakRssMiB());
                    refused += bad;
                    await server.KillAsync();
                }
            }

            foreach ((string subject, _) in subjects)
            {
                rows.Add(BenchRow.Of(subject, $"messages, {connections} connections", "1/s", rates[subject]));
                rows.Add(BenchRow.Of(subject, $"peak RSS, {connections} connections", "MiB", memory[subject]));
            }

            // The named ratios are those of the district's size.
            string suffix = connections == 1859 ? "" : $"@{connections}";
            foreach (string subject in (string[])["ours-bare", "ours-durable"])
            {
                ratios[$"{subject}/mosquitto{suffix}"] = BenchRow.Of("", "", "", [.. rates[subject].Zip(rates["mosquitto"], (ours, theirs) => ours / theirs)]).Median;
            }
        }

        return new BenchResult(Name, Machine.Describe(Path.GetTempPath()), rows, ratios, new Dictionary<string, long> { ["refused"] = refused });
    }

    private static async Task<(double Rate, long Bad)> LoadAsync(LanSite site, int connections)
    {
        await using ProductProcess load = ProductProcess.Start(
            Built.Simulator,
            "load", "--endpoint", $"127.0.0.1:{site.Port}", "--connections", connections.ToString(CultureInfo.InvariantCulture), "--size", "100",
            "--seconds", Seconds, "--warm-up", "2", "--devices-file", site.Secrets);
        int exit = await load.WaitForExitAsync(TimeSpan.FromMinutes(2));
        string json = load.Output.Split('\n').LastOrDefault(line => line.StartsWith('{'))
            ?? throw new InvalidOperationException($"lgsim load ended with {exit}.\n{load.Output}");
        using JsonDocument result = JsonDocument.Parse(json);
        return (
            result.RootElement.GetProperty("messagesPerSecond").GetDouble(),
            result.RootElement.GetProperty("refused").GetInt64() + result.RootElement.GetProperty("disconnected").GetInt64());
    }
}
