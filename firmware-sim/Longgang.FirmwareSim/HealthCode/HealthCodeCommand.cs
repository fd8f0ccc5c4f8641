using System.CommandLine;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.HealthCode;

/// <summary><c>lgsim health-code</c>.</summary>
public static class HealthCodeCommand
{
    public static Command Create()
    {
        var endpoint = new Option<string>("--endpoint") { Description = "Where to listen.", DefaultValueFactory = _ => "127.0.0.1:9000" };
        var devices = new Option<int>("--devices") { Description = "Devices of the fleet.", DefaultValueFactory = _ => 1859 };
        var seed = new Option<int>("--seed") { Description = "The seed of the people.", DefaultValueFactory = _ => 1 };
        var persons = new Option<int>("--persons") { Description = "People per device.", DefaultValueFactory = _ => 300 };
        var latency = new Option<double>("--latency") { Description = "Median answer time in milliseconds.", DefaultValueFactory = _ => 2 };
        var sigma = new Option<double>("--latency-sigma") { Description = "Spread of the answer time (log-normal).", DefaultValueFactory = _ => 0.5 };
        var outageAfter = new Option<double?>("--outage-after") { Description = "Seconds until an outage." };
        var outageFor = new Option<double>("--outage-for") { Description = "Seconds of the outage.", DefaultValueFactory = _ => 10 };
        var hangs = new Option<bool>("--outage-hangs") { Description = "Do not answer during the outage, instead of 503." };
        var errors = new Option<double>("--error-rate") { Description = "Share of requests answered with 500." };
        var command = new Command("health-code", "The simulated health-code service.")
        {
            endpoint, devices, seed, persons, latency, sigma, outageAfter, outageFor, hangs, errors,
        };
        command.SetAction(async (parsed, token) =>
        {
            var options = new HealthCodeOptions
            {
                Endpoint = parsed.GetRequiredValue(endpoint),
                Devices = parsed.GetValue(devices),
                Population = new PopulationOptions { Seed = parsed.GetValue(seed), PersonsPerDevice = parsed.GetValue(persons) },
                Latency = TimeSpan.FromMilliseconds(parsed.GetValue(latency)),
                LatencySigma = parsed.GetValue(sigma),
                OutageAfter = parsed.GetValue(outageAfter) is { } s ? TimeSpan.FromSeconds(s) : null,
                OutageFor = TimeSpan.FromSeconds(parsed.GetValue(outageFor)),
                OutageHangs = parsed.GetValue(hangs),
                ErrorRate = parsed.GetValue(errors),
            };
            SocketTuning.RunOnOneThread();
            await new HealthCodeService(options, TimeProvider.System).RunAsync(token).ConfigureAwait(false);
            return 0;
        });
        return command;
    }
}
