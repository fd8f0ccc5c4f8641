using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Load;

/// <summary><c>lgsim load</c>.</summary>
public static class LoadCommand
{
    public static Command Create()
    {
        var endpoint = new Option<string>("--endpoint") { Description = "The listener, address:port.", Required = true };
        var connections = new Option<int>("--connections") { Description = "Connections.", DefaultValueFactory = _ => 64 };
        var size = new Option<int>("--size") { Description = "Bytes of a payload.", DefaultValueFactory = _ => 100 };
        var seconds = new Option<double>("--seconds") { Description = "The time that counts.", DefaultValueFactory = _ => 10 };
        var warmUp = new Option<double>("--warm-up") { Description = "Seconds before it.", DefaultValueFactory = _ => 1 };
        var inFlight = new Option<int>("--inflight") { Description = "Unacknowledged publications per connection.", DefaultValueFactory = _ => 16 };
        var protocol = new Option<string>("--protocol") { Description = "5 or 3.1.1.", DefaultValueFactory = _ => "5" };
        var topic = new Option<string>("--topic-template") { Description = "The topic.", DefaultValueFactory = _ => "sensor/{device}/reading" };
        var device = new Option<string>("--device-template") { Description = "The device ids.", DefaultValueFactory = _ => "sensor-{n}" };
        var user = new Option<string?>("--user") { Description = "The user name.", DefaultValueFactory = _ => "{device}" };
        var password = new Option<string?>("--password") { Description = "The password." };
        var devices = new Option<FileInfo?>("--devices-file") { Description = "Lines of device and secret." };
        var rate = new Option<int>("--connect-rate") { Description = "Connections opened a second.", DefaultValueFactory = _ => 2000 };
        var epoch = new Option<ulong>("--epoch") { Description = "The epoch of the sequences.", DefaultValueFactory = _ => 1 };
        protocol.AcceptOnlyFromAmong("5", "3.1.1");
        var command = new Command("load", "Measures acknowledged QoS 1 publications a second; JSON on standard output.")
        {
            endpoint, connections, size, seconds, warmUp, inFlight, protocol, topic, device, user, password, devices, rate, epoch,
        };
        command.SetAction((parsed, token) => RunAsync(new LoadOptions
        {
            Endpoint = IPEndPoint.Parse(parsed.GetRequiredValue(endpoint)),
            Connections = parsed.GetValue(connections),
            Size = parsed.GetValue(size),
            Length = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
            WarmUp = TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
            InFlight = parsed.GetValue(inFlight),
            Version = parsed.GetValue(protocol) == "5" ? MqttVersion.V5 : MqttVersion.V311,
            TopicTemplate = parsed.GetRequiredValue(topic),
            DeviceTemplate = parsed.GetRequiredValue(device),
            User = parsed.GetValue(user),
            Password = parsed.GetValue(password),
            DevicesFile = parsed.GetValue(devices)?.FullName,
            ConnectRate = parsed.GetValue(rate),
            Epoch = parsed.GetValue(epoch),
        }, token));
        return command;
    }

    private static async Task<int> RunAsync(LoadOptions options, CancellationToken token)
    {
        SocketTuning.RunOnOneThread();
        try
        {
            LoadResult result = await new LoadRunner(options, TimeProvider.System).RunAsync(token).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, LoadJson.Default.LoadResult)).ConfigureAwait(false);
            return result.Disconnected == 0 && result.Refused == 0 ? 0 : 1;
        }
        catch (Exception e) when (e is SocketException or MqttRefusedException or MqttProtocolException or OperationCanceledException
            or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"lgsim: {options.Endpoint}: {e.Message}").ConfigureAwait(false);
            return 1;
        }
    }
}
