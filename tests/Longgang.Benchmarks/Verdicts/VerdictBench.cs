using System.Globalization;
using System.Text.Json;
using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Results;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Verdicts;

/// <summary>
/// From a scan's publication to its verdict at the gate: 1,859 sentinels on one box, 1,000 scans a second, against an MQTT server that says
/// "pass" to everything. Ours resolves the health code over HTTP (from a service that answers at once), applies the policy and makes the scan durable meanwhile.
/// </summary>
internal sealed class VerdictBench : IBench
{
    private const int UsualRuns = 5;
    private const int Devices = 1859;

    public string Name => "verdict";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        using LanSite site = await LanSite.CreateAsync(Devices, "sentinel");
        int healthPort = Ports.Free();
        await using ProductProcess healthCode = ProductProcess.Start(
            Built.Simulator, "health-code", "--endpoint", $"127.0.0.1:{healthPort}", "--latency", "0");
        await Ports.WaitUntilOpenAsync(healthPort, healthCode, TimeSpan.FromSeconds(30));
        (string Subject, Func<ProductProcess> Start)[] subjects =
        [
            ("ours", () => site.StartGateway($"http://127.0.0.1:{healthPort}")),
            ("echo", () => ProductProcess.Start(Environment.ProcessPath!, EchoBroker.ChildArgument, site.Port.ToString(CultureInfo.InvariantCulture))),
        ];
        var median = subjects.ToDictionary(subject => subject.Subject, _ => new List<double>());
        var tail = subjects.ToDictionary(subject => subject.Subject, _ => new List<double>());
        int runs = context.Runs(UsualRuns);
        long unanswered = 0;
        for (int run = 1; run <= runs; run++)
        {
            foreach ((string subject, Func<ProductProcess> start) in subjects)
            {
                await using ProductProcess server = start();
                await Ports.WaitUntilOpenAsync(site.Port, server, TimeSpan.FromSeconds(30));
                JsonElement fleet = await RunFleetAsync(site);
                JsonElement verdict = fleet.GetProperty("verdictMs");
                median[subject].Add(verdict.GetProperty("p50").GetDouble());
                tail[subject].Add(verdict.GetProperty("p99").GetDouble());
                context.Report($"{subject}, verdict p99", run, runs, tail[subject][^1], "ms");
                unanswered += fleet.GetProperty("unanswered").GetInt64();
                await server.KillAsync();
            }
        }

        List<BenchRow> rows =
        [
            .. subjects.Select(subject => BenchRow.Of(subject.Subject, "verdict p50", "ms", median[subject.Subject])),
            .. subjects.Select(subject => BenchRow.Of(subject.Subject, "verdict p99", "ms", tail[subject.Subject])),
        ];
        var ratios = new Dictionary<string, double>
        {
            ["ours/echo"] = BenchRow.Of("", "", "", [.. tail["ours"].Zip(tail["echo"], (ours, theirs) => ours / theirs)]).Median,
        };
        return new BenchResult(Name, Machine.Describe(Path.GetTempPath()), rows, ratios, new Dictionary<string, long> { ["unanswered"] = unanswered });
    }

    private static async Task<JsonElement> RunFleetAsync(LanSite site)
    {
        string truth = site.PathTo($"truth-{Guid.NewGuid():N}.log");
        await using ProductProcess fleet = ProductProcess.Start(
            Built.Simulator, "fleet", "--plan", site.Plan, "--truth", truth, "--rate", "1000", "--seconds", "20", "--warm-up", "8");
        int exit = await fleet.WaitForExitAsync(TimeSpan.FromMinutes(3));
        string json = fleet.Output.Split('\n').LastOrDefault(line => line.StartsWith('{'))
            ?? throw new InvalidOperationException($"lgsim fleet ended with {exit}.\n{fleet.Output}");
        using JsonDocument progress = JsonDocument.Parse(json);
        return progress.RootElement.Clone();
    }
}
