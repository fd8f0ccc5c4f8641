using System.CommandLine;
using System.Text.Json;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary><c>lgsim demo</c>.</summary>
public static class DemoCommand
{
    public static Command Create()
    {
        var gatewayExe = new Option<FileInfo>("--gateway-exe") { Description = "The gateway: a program or a dll.", Required = true };
        var cloudExe = new Option<FileInfo>("--cloud-exe") { Description = "The cloud service: a program or a dll.", Required = true };
        var policy = new Option<FileInfo?>("--policy") { Description = "The screening policy; without it the gateway's own default." };
        var broker = new Option<DemoBrokerKind>("--broker") { Description = "The broker between gateways and cloud: embedded or mosquitto." };
        var brokerFiles = new Option<DirectoryInfo?>("--broker-files") { Description = "The folder with longgang.conf and longgang.acl for mosquitto." };
        var store = new Option<DemoStoreKind>("--store") { Description = "Where the cloud stores: sqlite or postgres." };
        var replicas = new Option<int>("--replicas")
        {
            Description = "Cloud processes; more than one needs mosquitto and postgres.",
            DefaultValueFactory = _ => 1,
        };
        var devices = new Option<int>("--devices") { Description = "Sentinels.", DefaultValueFactory = _ => 1859 };
        var gateways = new Option<int>("--gateways") { Description = "Gateways.", DefaultValueFactory = _ => 4 };
        var rate = new Option<double>("--rate") { Description = "Scans a second over the fleet.", DefaultValueFactory = _ => 300 };
        var seconds = new Option<double>("--seconds") { Description = "How long people pass.", DefaultValueFactory = _ => 60 };
        var outage = new Option<double>("--outage") { Description = "Seconds without uplink in the middle of the run." };
        var backlog = new Option<long>("--backlog") { Description = "Scans made without uplink before the run, to drain beside it." };
        var backlogRate = new Option<double>("--backlog-rate") { Description = "Scans a second until then.", DefaultValueFactory = _ => 3000 };
        var blackhole = new Option<bool>("--blackhole") { Description = "The outage swallows bytes instead of closing connections." };
        var chaos = new Option<bool>("--chaos") { Description = "Kill -9 gateways, cloud, mosquitto and PostgreSQL while people pass." };
        var chaosEvery = new Option<double>("--chaos-every") { Description = "Mean seconds between kills.", DefaultValueFactory = _ => 5 };
        var settle = new Option<double>("--settle") { Description = "Seconds to deliver everything at the end.", DefaultValueFactory = _ => 60 };
        var faults = new Option<double>("--malformed") { Description = "The share of scans with something wrong." };
        var http = new Option<double>("--http-share") { Description = "The share of devices on HTTP.", DefaultValueFactory = _ => 0.05 };
        var v311 = new Option<double>("--v311-share") { Description = "The share of MQTT devices on 3.1.1.", DefaultValueFactory = _ => 0.5 };
        var latency = new Option<double>("--health-code-latency") { Description = "Median answer time in ms.", DefaultValueFactory = _ => 2 };
        var persons = new Option<int>("--persons") { Description = "People per device.", DefaultValueFactory = _ => 300 };
        var fever = new Option<double>("--fever") { Description = "The share of people with a fever.", DefaultValueFactory = _ => 0.0025 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds of arrivals that count in everything but the latencies." };
        var seed = new Option<int>("--seed") { Description = "The seed of people, arrivals and faults.", DefaultValueFactory = _ => 1 };
        var json = new Option<FileInfo?>("--json") { Description = "Write the result here." };
        var keep = new Option<bool>("--keep") { Description = "Keep the work folder." };
        var work = new Option<DirectoryInfo?>("--work") { Description = "Use this work folder (and keep it)." };
        var command = new Command("demo", "The whole district on this machine, and a judgement.")
        {
            gatewayExe, cloudExe, policy, broker, brokerFiles, store, replicas, devices, gateways, rate, seconds, outage, backlog, backlogRate, blackhole, chaos, chaosEvery, settle, faults, http, v311,
            latency, persons, fever, warmUp, seed, json, keep, work,
        };
        foreach (Option<FileInfo> file in (Option<FileInfo>[])[gatewayExe, cloudExe])
        {
            file.AcceptExistingOnly();
        }

        Positive(replicas);
        Positive(devices);
        Positive(gateways);
        command.SetAction((parsed, token) => RunAsync(new DemoOptions
        {
            GatewayExe = parsed.GetRequiredValue(gatewayExe).FullName,
            CloudExe = parsed.GetRequiredValue(cloudExe).FullName,
            PolicyFile = parsed.GetValue(policy)?.FullName,
            Broker = parsed.GetValue(broker),
            BrokerFiles = parsed.GetValue(brokerFiles)?.FullName,
            Store = parsed.GetValue(store),
            Replicas = parsed.GetValue(replicas),
            Devices = parsed.GetValue(devices),
            Gateways = parsed.GetValue(gateways),
            Rate = parsed.GetValue(rate),
            Length = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            Outage = TimeSpan.FromSeconds(parsed.GetValue(outage)),
            Backlog = parsed.GetValue(backlog),
            BacklogRate = parsed.GetValue(backlogRate),
            Blackhole = parsed.GetValue(blackhole),
            Chaos = parsed.GetValue(chaos),
            ChaosEvery = TimeSpan.FromSeconds(parsed.GetValue(chaosEvery)),
            SettleLimit = TimeSpan.FromSeconds(parsed.GetValue(settle)),
            Faults = parsed.GetValue(faults),
            HttpShare = parsed.GetValue(http),
            Mqtt311Share = parsed.GetValue(v311),
            HealthCodeLatencyMs = parsed.GetValue(latency),
            PersonsPerDevice = parsed.GetValue(persons),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            Fever = parsed.GetValue(fever),
            Seed = parsed.GetValue(seed),
            JsonFile = parsed.GetValue(json)?.FullName,
            Keep = parsed.GetValue(keep),
            WorkFolder = parsed.GetValue(work)?.FullName,
        }, token));
        return command;

        static void Positive(Option<int> option) => option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{option.Name}: at least 1");
            }
        });
    }

    private static string? Misuse(DemoOptions options) => options switch
    {
        _ when options.Gateways > options.Devices => "--gateways: more gateways than devices",
        { Broker: DemoBrokerKind.Mosquitto, BrokerFiles: null } => "--broker mosquitto needs --broker-files",
        { Replicas: > 1 } when options.Broker != DemoBrokerKind.Mosquitto || options.Store != DemoStoreKind.Postgres =>
            "--replicas: more than one needs --broker mosquitto and --store postgres",
        _ => null,
    };

    private static async Task<int> RunAsync(DemoOptions options, CancellationToken token)
    {
        if (Misuse(options) is { } misuse)
        {
            await Console.Error.WriteLineAsync($"lgsim: {misuse}").ConfigureAwait(false);
            return 2;
        }

        try
        {
            DemoReport report = await new DemoRunner(options, TimeProvider.System).RunAsync(token).ConfigureAwait(false);
            DemoTable.Print(report);
            if (options.JsonFile is { } path)
            {
                byte[] json = JsonSerializer.SerializeToUtf8Bytes(report, DemoJson.Readable.DemoReport);
                await File.WriteAllBytesAsync(path, json, CancellationToken.None).ConfigureAwait(false);
            }

            return report.Passed ? 0 : 1;
        }
        catch (ProcessFailedException e)
        {
            await Console.Error.WriteLineAsync($"lgsim: {e.Message}").ConfigureAwait(false);
            return 1;
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("lgsim: stopped before the district was ready").ConfigureAwait(false);
            return 1;
        }
    }
}
