using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The processes of the district.</summary>
public sealed class DemoSite : IDisposable
{
    private static readonly TimeSpan _readyLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(100);

    private readonly DemoPorts _ports;
    private readonly TimeProvider _time;
    private readonly DemoStore? _store;

    public DemoSite(DemoOptions options, DemoFolder folder, DemoPorts ports, TimeProvider time)
    {
        _ports = ports;
        _time = time;
        string seed = options.Seed.ToString(CultureInfo.InvariantCulture);
        string persons = options.PersonsPerDevice.ToString(CultureInfo.InvariantCulture);
        _store = folder.Store;
        Store = _store is null ? null
            : new ChildProcess("postgres", _store.Program, _store.Arguments, folder.Log("postgres"), time) { HasChildren = true };
        Broker = folder.Broker is { } broker ? Child("mosquitto", DemoBroker.Program, broker.Arguments) : null;
        Clouds = [.. Enumerable.Range(0, options.Replicas).Select(
            i => Child(folder.CloudId(i), options.CloudExe, ["--config", folder.CloudConfig(i)]))];
        Gateways = [.. Enumerable.Range(0, options.Gateways).Select(
            i => Child(DemoFolder.GatewayId(i), options.GatewayExe, ["--config", folder.GatewayConfig(i)]))];
        HealthCode = Child("health-code", OwnExe(),
            ["health-code", "--endpoint", DemoFolder.Endpoint(ports.HealthCode), "--seed", seed, "--persons", persons,
             "--devices", Text(options.Devices), "--latency", Text(options.HealthCodeLatencyMs)]);
        Fleet = Child("fleet", OwnExe(),
            ["fleet", "--plan", folder.PlanFile, "--truth", folder.TruthFile, "--rate", Text(options.Rate),
             "--seconds", Text(options.Length.TotalSeconds), "--drain", Text(options.SettleLimit.TotalSeconds), "--seed", seed,
             "--persons", persons, "--malformed", Text(options.Faults), "--fever", Text(options.Fever),
             "--warm-up", Text(options.WarmUp.TotalSeconds), "--backlog", options.Backlog.ToString(CultureInfo.InvariantCulture),
             "--backlog-rate", Text(options.BacklogRate)], pipes: true);

        ChildProcess Child(string name, string exe, IReadOnlyList<string> arguments, bool pipes = false) =>
            new(name, exe, arguments, folder.Log(name), time) { PipesOutput = pipes, EndsWhenDone = pipes };

        static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The database where it is a process of its own.</summary>
    public ChildProcess? Store { get; }

    /// <summary>The broker where it is a process of its own.</summary>
    public ChildProcess? Broker { get; }

    /// <summary>The replicas of the cloud service.</summary>
    public IReadOnlyList<ChildProcess> Clouds { get; }

    public IReadOnlyList<ChildProcess> Gateways { get; }

    public ChildProcess HealthCode { get; }

    /// <summary>The fleet, a process of its own so that its memory and processor time are not taken for the product's.</summary>
    public ChildProcess Fleet { get; }

    public IEnumerable<ChildProcess> All => [.. Servers, .. Clouds, .. Gateways, HealthCode, Fleet];

    private IEnumerable<ChildProcess> Servers => ((ChildProcess?[])[Store, Broker]).OfType<ChildProcess>();

    /// <summary>Starts everything but the fleet, and awaits that it is ready.</summary>
    public async Task StartAsync(CancellationToken token)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        HealthCode.Start();
        if (Store is not null)
        {
            Store.Start();
            await ReadyAsync(Store, "its port", () => _store!.FindProblemAsync(token), token).ConfigureAwait(false);
        }

        if (Broker is not null)
        {
            Broker.Start();
            await ReadyAsync(Broker, "its port", () => FindProblemAsync(_ports.Broker, token), token).ConfigureAwait(false);
        }

        foreach (ChildProcess cloud in Clouds)
        {
            cloud.Start();
        }

        await ReadyAsync(http, HealthCode, _ports.HealthCode, token).ConfigureAwait(false);
        for (int i = 0; i < Clouds.Count; i++)
        {
            await ReadyAsync(http, Clouds[i], _ports.Api[i], token).ConfigureAwait(false);
        }

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
        await Task.WhenAll(Clouds.Select(StopOneAsync)).ConfigureAwait(false);
        await Task.WhenAll(Servers.Select(StopOneAsync)).ConfigureAwait(false);
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

    private Task ReadyAsync(HttpClient http, ChildProcess process, int port, CancellationToken token)
    {
        var address = new Uri($"http://{DemoFolder.Endpoint(port)}/health/ready");
        return ReadyAsync(process, address.ToString(), () => FindProblemAsync(http, address, token), token);
    }

    private async Task ReadyAsync(ChildProcess process, string where, Func<Task<string?>> findProblem, CancellationToken token)
    {
        long start = _time.GetTimestamp();
        while (true)
        {
            process.Check();
            if (await findProblem().ConfigureAwait(false) is not { } problem)
            {
                return;
            }

            if (_time.GetElapsedTime(start) >= _readyLimit)
            {
                throw new ProcessFailedException($"{process.Name} was not ready at {where} within 60 s ({problem}){process.LastLines()}");
            }

            await Task.Delay(_glance, _time, token).ConfigureAwait(false);
        }
    }

    private static async Task<string?> FindProblemAsync(HttpClient http, Uri address, CancellationToken token)
    {
        try
        {
            using HttpResponseMessage response = await http.GetAsync(address, token).ConfigureAwait(false);
            return response.IsSuccessStatusCode
                ? null : $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(token).ConfigureAwait(false)}";
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static async Task<string?> FindProblemAsync(int port, CancellationToken token)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, token).ConfigureAwait(false);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }

    // Under `dotnet lgsim.dll` the process is dotnet itself.
    private static string OwnExe() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? typeof(DemoSite).Assembly.Location : Environment.ProcessPath!;
}
