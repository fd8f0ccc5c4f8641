using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <summary><c>lgsim speakers</c>.</summary>
public static class SpeakersCommand
{
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _connectLimit = TimeSpan.FromSeconds(30);

    public static Command Create()
    {
        var plan = new Option<FileInfo>("--plan") { Description = "The plan with loudspeakers (see lgsim plan --speakers).", Required = true };
        var truth = new Option<FileInfo>("--truth") { Description = "The file to write to what was told and heard, as JSON lines.", Required = true };
        var listen = new Option<string[]>("--listen")
        {
            Description = "Address of an interface on which RTP speakers join their groups; repeat. Without it on all.",
        };
        var seconds = new Option<double?>("--seconds") { Description = "How long; without it until SIGTERM." };
        var scale = new Option<double>("--time-scale") { Description = "How many times faster than real they play.", DefaultValueFactory = _ => 1 };
        var start = new Option<int>("--start-delay") { Description = "Milliseconds from the command to the first sound." };
        var faults = new Option<string[]>("--fault") { Description = $"NAME=SHARE, e.g. deaf=0.02; repeat. Names: {SpeakerOrders.FaultNames()}." };
        var connect = new Option<int>("--connect-rate") { Description = "Connections opened a second.", DefaultValueFactory = _ => 800 };
        var seed = new Option<int>("--seed") { Description = "The seed of who has which fault.", DefaultValueFactory = _ => 1 };
        var record = new Option<int>("--record") { Description = "How many write what was heard as WAV.", DefaultValueFactory = _ => 0 };
        var folder = new Option<DirectoryInfo?>("--recordings") { Description = "Where these files go; beside the truth without it." };
        var drain = new Option<double>("--drain") { Description = "Seconds to deliver the last receipts.", DefaultValueFactory = _ => 10 };
        var orders = new Option<bool>("--orders")
        {
            Description = "Obey lines on standard input: fault ID|SHARE% NAME, plug ID SECONDS [forgetting].",
        };
        var command = new Command("speakers", "Simulated loudspeakers, MQTT and RTP; progress as JSON lines on standard output.")
        {
            plan, truth, listen, seconds, scale, start, faults, connect, seed, record, folder, drain, orders,
        };
        listen.Validators.Add(result =>
            Check(result.Tokens.Select(t => t.Value), text => IPAddress.TryParse(text, out _), "an IPv4 address", result.AddError));
        faults.Validators.Add(result => Check(result.Tokens.Select(t => t.Value), text => TryParseShare(text, out _), "NAME=SHARE", result.AddError));
        scale.Validators.Add(result => Check(result.Tokens.Select(t => t.Value), IsPositive, "a number above 0", result.AddError));
        connect.Validators.Add(result => Check(result.Tokens.Select(t => t.Value), IsPositive, "a number above 0", result.AddError));
        command.SetAction(async (parsed, token) =>
        {
            FileInfo truthFile = parsed.GetRequiredValue(truth);
            DirectoryInfo recordings = parsed.GetValue(folder) ?? truthFile.Directory!;
            recordings.Create();
            var options = new SpeakerFleetOptions
            {
                TruthFile = truthFile.FullName,
                Speaker = new SpeakerOptions { TimeScale = parsed.GetValue(scale), StartDelay = parsed.GetValue(start) },
                Faults = Faults(parsed.GetValue(faults) ?? []),
                Seed = parsed.GetValue(seed),
                ConnectRate = parsed.GetValue(connect),
                Interfaces = [.. (parsed.GetValue(listen) ?? []).Select(IPAddress.Parse)],
                Recorders = parsed.GetValue(record),
                RecordingFolder = recordings.FullName,
                DrainLimit = TimeSpan.FromSeconds(parsed.GetValue(drain)),
            };
            SocketTuning.RunOnOneThread();
            var fleetPlan = FleetPlan.Load(parsed.GetRequiredValue(plan).FullName);
            if (fleetPlan.Speakers is not { Count: > 0 })
            {
                await Console.Error.WriteLineAsync(
                    $"lgsim: {parsed.GetRequiredValue(plan)} holds no loudspeakers; make it with lgsim plan --speakers N").ConfigureAwait(false);
                return 2;
            }

            TimeSpan? length = parsed.GetValue(seconds) is { } s ? TimeSpan.FromSeconds(s) : null;
            return await RunAsync(options, fleetPlan, length, parsed.GetValue(orders), TimeProvider.System, token).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        SpeakerFleetOptions options, FleetPlan plan, TimeSpan? length, bool orders, TimeProvider time, CancellationToken token)
    {
        await using var fleet = new SpeakerFleet(options, plan, time);
        fleet.Start();
        if (orders)
        {
            // Console input cannot be given up; the thread ends with the process.
            new Thread(() => Obey(fleet)) { Name = "orders", IsBackground = true }.Start();
        }

        long start = time.GetTimestamp();
        bool allReady = false;
        try
        {
            while (length is null || time.GetElapsedTime(start) < length)
            {
                allReady |= fleet.Ready == fleet.Count;
                Write(fleet.Progress(allReady || time.GetElapsedTime(start) > _connectLimit ? "running" : "connecting"));
                TimeSpan left = length is { } whole ? whole - time.GetElapsedTime(start) : _reportEvery;
                await Task.Delay(left > TimeSpan.Zero && left < _reportEvery ? left : _reportEvery, time, token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Asked to stop: what follows is the delivery.
        }

        allReady |= fleet.Ready == fleet.Count;
        Write(fleet.Progress("draining"));
        await fleet.StopAsync().ConfigureAwait(false);
        SpeakerProgress last = fleet.Progress("finished");
        Write(last);
        return allReady && last.Buffered == 0 ? 0 : 1;
    }

    private static void Obey(SpeakerFleet fleet)
    {
        while (Console.In.ReadLine() is { } line)
        {
            Console.Error.WriteLine(SpeakerOrders.Obey(fleet, line));
        }
    }

    private static Dictionary<SpeakerFault, double> Faults(string[] texts)
    {
        var faults = new Dictionary<SpeakerFault, double>();
        foreach (string text in texts)
        {
            if (TryParseShare(text, out (SpeakerFault Fault, double Share) parsed))
            {
                faults[parsed.Fault] = parsed.Share;
            }
        }

        return faults;
    }

    private static bool TryParseShare(string text, out (SpeakerFault Fault, double Share) parsed)
    {
        parsed = default;
        string[] halves = text.Split('=');
        return halves.Length == 2 && SpeakerOrders.TryParseFault(halves[0], out parsed.Fault)
            && double.TryParse(halves[1], NumberStyles.Float, CultureInfo.InvariantCulture, out parsed.Share) && parsed.Share is >= 0 and <= 1;
    }

    private static bool IsPositive(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number > 0;

    private static void Check(IEnumerable<string> values, Func<string, bool> fits, string what, Action<string> error)
    {
        foreach (string value in values.Where(value => !fits(value)))
        {
            error($"{value} is not {what}");
        }
    }

    private static void Write(SpeakerProgress progress)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(progress, SpeakerJson.Default.SpeakerProgress));
        Console.Out.Flush();
    }
}
