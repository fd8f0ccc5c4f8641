using System.Globalization;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The processes of the district.</summary>
public sealed class DemoSite : IDisposable
{
    private static readonly TimeSpan _readyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(100);

    private readonly DemoPorts _ports;
    private readonly TimeProvider _time;

    public DemoSite(DemoOptions options, DemoFolder folder, DemoPorts ports, TimeProvider time)
    {
        _ports = ports;
        _time = time;
        string seed = options.Seed.ToString(CultureInfo.InvariantCulture);
        string persons = options.PersonsPerDevice.ToString(CultureInfo.InvariantCulture);
        Cloud = Child("cloud", options.CloudExe, ["--config", folder.CloudConfig]);
        Gateways = [.. Enumerable.Range(0, options.Gateways).Select(
            i => Child(DemoFolder.GatewayId(i), options.GatewayExe, ["--config", folder.GatewayConfig(i)]))];
        HealthCode = Child("health-code", OwnExe(),
            ["health-code", "--endpoint", DemoFolder.Endpoint(ports.HealthCode), "--seed", seed, "--persons", persons,
             "--devices", Text(options.Devices), "--latency", Text(options.HealthCodeLatencyMs)]);
        Fleet = Child("fleet", OwnExe(),
            ["fleet", "--plan", folder.PlanFile, "--truth", folder.TruthFile, "--rate", Text(options.Rate),
             "--seconds", Text(options.Length.TotalSeconds), "--drain", Text(options.SettleLimit.TotalSeconds), "--seed", seed,
             "--persons", persons, "--malformed", Text(options.Faults), "--fever", Text(options.Fever),
             "--warm-up", Text(options.WarmUp.TotalSeconds)], pipes: true);

        ChildProcess Child(string name, string exe, string[] arguments, bool pipes = false) =>
            new(name, exe, arguments, folder.Log(name), time) { PipesOutput = pipes };

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    public ChildProcess Cloud { get; }

    public IReadOnlyList<ChildProcess> Gateways { get; }

    public ChildProcess HealthCode { get; }

    /// <summary>The fleet, a process of its own so that its memory and processor time are not taken for the product's.</summary>
    public ChildProcess Fleet { get; }

    public IEnumerable<ChildProcess> All => [Cloud, .. Gateways, HealthCode, Fleet];

    /// <summary>Starts everything but the fleet, and awaits that it is ready.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        HealthCode.Start();
        Cloud.Start();
        await ReadyAsync(http, HealthCode, _ports.HealthCode, token).ConfigureAwait(false);
        await ReadyAsync(http, Cloud, _ports.Api, token).ConfigureAwait(false);
        foreach (ChildProcess gateway in Gateways)
        {
            gateway.Start();
        }

        for (int i = 0; i < Gateways.Count; i++)
        {
            await ReadyAsync(http, Gateways[i], _ports.GatewayHealth[i], token).ConfigureAwait(false);
        }
    }

    /// <summary>Throws when a process ended that should run; measures the others.</summary>
    public void Check()
    {
        foreach (ChildProcess process in All)
        {
            process.Check();
        }
    }

    /// <summary>SIGTERM in the order in which data flows; returns what went wrong.</summary>
    public async Task<List<string>> StopAsync()
    {
        var problems = new List<string>();
        await Task.WhenAll(Gateways.Select(StopOneAsync)).ConfigureAwait(false);
        await StopOneAsync(Cloud).ConfigureAwait(false);
        await StopOneAsync(HealthCode).ConfigureAwait(false);
        return problems;

        async Task StopOneAsync(ChildProcess process)
        {
            bool ended = await process.TerminateAsync(TimeSpan.FromSeconds(20)).ConfigureAwait(false);
            if (!ended || process.ExitCode is not (0 or null))
            {
                lock (problems)
                {
                    problems.Add(ended ? $"{process.Name} ended with exit code {process.ExitCode} on SIGTERM"
                        : $"{process.Name} did not end within 20 s of SIGTERM");
                }
            }
        }
    }

    public void Dispose()
    {
        foreach (ChildProcess process in All)
        {
            process.Dispose();
        }
    }

    private async Task ReadyAsync(HttpClient http, ChildProcess process, int port, CancellationToken token)
    {
        var address = new Uri($"http://{DemoFolder.Endpoint(port)}/health/ready");
        long start = _time.GetTimestamp();
        string last = "no answer";
        while (_time.GetElapsedTime(start) < _readyLimit)
        {
            process.Check();
            try
            {
                using HttpResponseMessage response = await http.GetAsync(address, token).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                last = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(token).ConfigureAwait(false)}";
            }
            catch (HttpRequestException e)
            {
                last = e.Message;
            }

            await Task.Delay(_glance, _time, token).ConfigureAwait(false);
        }

        throw new ProcessFailedException($"{process.Name} was not ready at {address} within 60 s ({last}){process.LastLines()}");
    }

    // Under `dotnet lgsim.dll` the process is dotnet itself.
    private static string OwnExe() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? typeof(DemoSite).Assembly.Location : Environment.ProcessPath!;
}
