using System.CommandLine;
using System.Text.Json;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Fleet;

/// <summary><c>lgsim fleet</c>.</summary>
public static class FleetCommand
{
    public static Command Create()
    {
        var plan = new Option<FileInfo>("--plan") { Description = "The plan of devices and gateways (see lgsim plan).", Required = true };
        var truth = new Option<FileInfo>("--truth") { Description = "The file to write the truth to.", Required = true };
        var rate = new Option<double>("--rate") { Description = "Scans a second over the fleet.", DefaultValueFactory = _ => 300 };
        var seconds = new Option<double?>("--seconds") { Description = "How long people arrive; without it until SIGTERM." };
        var shape = new Option<ArrivalShape>("--shape") { Description = "Flat, or Rush: a day compressed into --day seconds." };
        var day = new Option<double>("--day") { Description = "The length of the compressed day.", DefaultValueFactory = _ => 600 };
        var drain = new Option<double>("--drain") { Description = "Seconds to deliver what is left.", DefaultValueFactory = _ => 60 };
        var connect = new Option<int>("--connect-rate") { Description = "Connections opened a second.", DefaultValueFactory = _ => 800 };
        var faults = new Option<double>("--malformed") { Description = "The share of scans with something wrong." };
        var seed = new Option<int>("--seed") { Description = "The seed of people and arrivals.", DefaultValueFactory = _ => 1 };
        var persons = new Option<int>("--persons") { Description = "People per device.", DefaultValueFactory = _ => 300 };
        var fever = new Option<double>("--fever") { Description = "The share of people with a fever.", DefaultValueFactory = _ => 0.0025 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds of arrivals that count in everything but the latencies." };
        var backlog = new Option<long>("--backlog") { Description = "Arrivals before the run begins." };
        var backlogRate = new Option<double>("--backlog-rate") { Description = "Arrivals a second until then.", DefaultValueFactory = _ => 3000 };
        var epoch = new Option<ulong>("--epoch") { Description = "The epoch of the sequences.", DefaultValueFactory = _ => 1 };
        var command = new Command("fleet", "Simulated sentinels; progress as JSON lines on standard output.")
        {
            plan, truth, rate, seconds, shape, day, drain, connect, faults, seed, persons, fever, warmUp, epoch, backlog, backlogRate,
        };
        command.SetAction(async (parsed, token) =>
        {
            var options = new FleetOptions
            {
                PlanFile = parsed.GetRequiredValue(plan).FullName,
                TruthFile = parsed.GetRequiredValue(truth).FullName,
                Rate = parsed.GetValue(rate),
                Length = parsed.GetValue(seconds) is { } s ? TimeSpan.FromSeconds(s) : null,
                WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                Shape = parsed.GetValue(shape),
                Day = TimeSpan.FromSeconds(parsed.GetValue(day)),
                DrainLimit = TimeSpan.FromSeconds(parsed.GetValue(drain)),
                ConnectRate = parsed.GetValue(connect),
                Faults = parsed.GetValue(faults),
                Epoch = parsed.GetValue(epoch),
                Backlog = parsed.GetValue(backlog),
                BacklogRate = parsed.GetValue(backlogRate),
                Population = new PopulationOptions
                {
                    Seed = parsed.GetValue(seed),
                    PersonsPerDevice = parsed.GetValue(persons),
                    Fever = parsed.GetValue(fever),
                },
            };
            SocketTuning.RunOnOneThread();
            FleetProgress last = await new FleetRunner(options, TimeProvider.System, Write).RunAsync(token).ConfigureAwait(false);
            return last.Buffered == 0 ? 0 : 1;
        });
        return command;
    }

    private static void Write(FleetProgress progress)
    {
        Console.Out.WriteLine(JsonSerializer.Serialize(progress, FleetJson.Default.FleetProgress));
        Console.Out.Flush();
    }
}
