using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Longgang.FirmwareSim.Tests.StandIns;

/// <summary>A gateway of a few lines: writes events to a file before it acknowledges, and forwards the file line by line.</summary>
internal sealed class GatewayStandIn
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _known = [];
    private readonly List<string> _events = [];
    private readonly string _path;
    private readonly string _id;

    private GatewayStandIn(string id, string path)
    {
        _id = id;
        if (File.Exists(path))
        {
            string text = File.ReadAllText(path);
            string whole = text[..(text.LastIndexOf('\n') + 1)];
            File.WriteAllText(path, whole);
            foreach (string line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                _events.Add(line);
                _known.Add(Key(line));
            }
        }

        _path = path;
    }

    public static async Task<int> RunAsync(JsonElement config, string folder)
    {
        JsonElement lan = config.GetProperty("Lan");
        var gateway = new GatewayStandIn(
            config.GetProperty("Gateway").GetProperty("Id").GetString()!, Path.Combine(folder, "data", "events.log"));
        var mqtt = new TcpListener(IPEndPoint.Parse(lan.GetProperty("Mqtt").GetProperty("Endpoint").GetString()!));
        mqtt.Start();
        _ = gateway.AcceptAsync(mqtt);
        _ = gateway.ForwardAsync(IPEndPoint.Parse(config.GetProperty("Uplink").GetProperty("Mqtt").GetProperty("Endpoint").GetString()!));
        await StandInHost.ListenAsync(
            [lan.GetProperty("Http").GetProperty("Endpoint").GetString()!, config.GetProperty("Health").GetProperty("Endpoint").GetString()!],
            gateway.AnswerAsync);
        return 0;
    }

    /// <summary>Keeps the scan, or names why not.</summary>
    public string? Take(string device, JsonElement scan, out string answer)
    {
        string epoch = scan.GetProperty("epoch").GetRawText();
        string sequence = scan.GetProperty("seq").GetRawText();
        double temperature = scan.GetProperty("temperature").GetDouble();
        string? refusal = temperature > 50 ? "temperature-impossible"
            : scan.GetProperty("credential") is var c && c.GetProperty("type").GetString() == "idCard"
                && !FirmwareSim.People.GbIdNumber.IsValid(c.GetProperty("value").GetString()) ? "id-check-digit" : null;
        answer = refusal is null
            ? $"{{\"v\":1,\"epoch\":{epoch},\"seq\":{sequence},\"verdict\":\"pass\",\"reasons\":[],\"open\":true}}"
            : $"{{\"v\":1,\"epoch\":{epoch},\"seq\":{sequence},\"refused\":\"{refusal}\"}}";
        if (refusal is null)
        {
            Keep($"{device} {epoch} {sequence} {(temperature >= 37.3 ? "fever" : "-")}");
        }

        return refusal;
    }

    public void Keep(string line)
    {
        lock (_gate)
        {
            if (line.Contains(" 0 0 ", StringComparison.Ordinal) || _known.Add(Key(line)))
            {
                File.AppendAllText(_path, line + "\n");
                _events.Add(line);
            }
        }
    }

    private static string Key(string line) => line[..line.LastIndexOf(' ')];

    private async Task AcceptAsync(TcpListener mqtt)
    {
        while (true)
        {
            _ = new GatewayStandInSession(this, await mqtt.AcceptTcpClientAsync()).RunAsync();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = context.Request.Path.Value!.Split('/');
        if (path is not ["", "v1", "devices", var device, "scans"])
        {
            return;
        }

        try
        {
            using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
            JsonElement[] scans = body.RootElement.ValueKind == JsonValueKind.Array ? [.. body.RootElement.EnumerateArray()] : [body.RootElement];
            string[] answers = [.. scans.Select(scan =>
            {
                Take(device, scan, out string answer);
                return answer;
            })];
            await context.Response.WriteAsync($"{{\"results\":[{string.Join(',', answers)}]}}");
        }
        catch (JsonException)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("{\"type\":\"urn:longgang:refusal:malformed-json\"}");
        }
    }

    private async Task ForwardAsync(IPEndPoint cloud)
    {
        int next = 0;
        while (true)
        {
            try
            {
                using var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(cloud);
                using var reader = new StreamReader(client.GetStream());
                while (true)
                {
                    string? line;
                    int count;
                    lock (_gate)
                    {
                        count = _events.Count;
                        line = next < count ? _events[next] : null;
                    }

                    if (line is null)
                    {
                        await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System);
                        continue;
                    }

                    string text = string.Create(CultureInfo.InvariantCulture, $"{_id} {next + 1} {count} {line}\n");
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text));
                    if (await reader.ReadLineAsync() is null)
                    {
                        throw new IOException("closed");
                    }

                    next++;
                }
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
        }
    }
}
