using System.CommandLine;
using System.Globalization;

namespace Longgang.FirmwareSim.Places;

/// <summary><c>lgsim plan</c>: a plan for a fleet against gateways that run already.</summary>
public static class PlanCommand
{
    public static Command Create()
    {
        var output = new Option<FileInfo>("--out") { Description = "The plan to write.", Required = true };
        var devices = new Option<int>("--devices") { Description = "The number of sentinels.", DefaultValueFactory = _ => 1859 };
        var mqtt = new Option<string[]>("--mqtt") { Description = "MQTT endpoint of a gateway; repeat for each.", Required = true };
        var http = new Option<string[]>("--http") { Description = "HTTP endpoint of a gateway, in the order of --mqtt." };
        var httpShare = new Option<double>("--http-share") { Description = "The share of devices on HTTP.", DefaultValueFactory = _ => 0.05 };
        var v311 = new Option<double>("--v311-share") { Description = "The share of MQTT devices on 3.1.1.", DefaultValueFactory = _ => 0.5 };
        var folder = new Option<DirectoryInfo?>("--devices-folder") { Description = "Also write devices-N.json of each gateway here." };
        var kind = new Option<string>("--kind") { Description = "sentinel, or sensor for lgsim load.", DefaultValueFactory = _ => "sentinel" };
        var secrets = new Option<FileInfo?>("--secrets") { Description = "Also write lines of device and secret, for lgsim load." };
        var speakers = new Option<int>("--speakers") { Description = "The number of loudspeakers; the district has about 2300." };
        var rtpShare = new Option<double>("--rtp-share") { Description = "The share of loudspeakers on RTP.", DefaultValueFactory = _ => 0.05 };
        var seed = new Option<int>("--seed") { Description = "The seed of the loudspeakers' places.", DefaultValueFactory = _ => 1 };
        kind.AcceptOnlyFromAmong("sentinel", "sensor");
        var command = new Command("plan", "Plans a fleet: devices, communities, secrets.")
        {
            output, devices, mqtt, http, httpShare, v311, folder, kind, secrets, speakers, rtpShare, seed,
        };
        command.SetAction(parsed =>
        {
            string[] push = parsed.GetValue(http) ?? [];
            GatewayPlan[] gateways = [.. parsed.GetRequiredValue(mqtt).Select((endpoint, i) => new GatewayPlan(
                string.Create(CultureInfo.InvariantCulture, $"gw-{i + 1:D3}"), endpoint, i < push.Length ? push[i] : null))];
            FleetPlan plan = FleetPlanner.Plan(
                parsed.GetValue(devices), gateways, push.Length > 0 ? parsed.GetValue(httpShare) : 0, parsed.GetValue(v311),
                parsed.GetRequiredValue(kind));
            if (parsed.GetValue(speakers) is > 0 and int count)
            {
                var options = new SpeakerPlanOptions { Count = count, RtpShare = parsed.GetValue(rtpShare), Seed = parsed.GetValue(seed) };
                plan = SpeakerPlanner.WithSpeakers(plan, options);
            }

            plan.Save(parsed.GetRequiredValue(output).FullName);
            if (parsed.GetValue(folder) is { } target)
            {
                target.Create();
                for (int i = 0; i < gateways.Length; i++)
                {
                    DevicesFile.Save(plan, i, Path.Combine(target.FullName, $"devices-{i + 1}.json"), parsed.GetRequiredValue(kind));
                }
            }

            if (parsed.GetValue(secrets) is { } file)
            {
                File.WriteAllLines(file.FullName, plan.Devices.Select(d => $"{d.Id} {d.Secret}"));
            }
        });
        return command;
    }
}
