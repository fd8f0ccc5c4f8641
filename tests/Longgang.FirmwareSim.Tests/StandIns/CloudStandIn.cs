using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Longgang.FirmwareSim.Tests.StandIns;

/// <summary>
/// A cloud of a few lines: takes events over a line protocol on the broker's port, writes them to a file before it answers, and has the
/// HTTP routes that the judge uses. <c>LGSIM_STANDIN_LOSE</c> and <c>LGSIM_STANDIN_DOUBLE</c> name a running number to lose or to double.
/// </summary>
internal sealed class CloudStandIn
{
    private readonly Lock _gate = new();
    private readonly List<(string Gateway, string Device, string Epoch, string Sequence)> _events = [];
    private readonly List<string> _alerts = [];
    private readonly Dictionary<string, (long Stored, long Accepted)> _gateways = [];
    private readonly string _path;
    private readonly int _lose = Number("LGSIM_STANDIN_LOSE");
    private readonly int _double = Number("LGSIM_STANDIN_DOUBLE");
    private int _received;

    private CloudStandIn(string path)
    {
        if (File.Exists(path))
        {
            string text = File.ReadAllText(path);
            foreach (string line in text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                Remember(line);
            }

            File.WriteAllText(path, text[..(text.LastIndexOf('\n') + 1)]);
        }

        _path = path;
    }

    public static async Task<int> RunAsync(JsonElement config, string folder)
    {
        var cloud = new CloudStandIn(Path.Combine(folder, "events.log"));
        var broker = new TcpListener(IPEndPoint.Parse(config.GetProperty("Broker").GetProperty("Endpoint").GetString()!));
        broker.Start();
        _ = cloud.AcceptAsync(broker);
        await StandInHost.ListenAsync([config.GetProperty("Api").GetProperty("Endpoint").GetString()!], cloud.AnswerAsync);
        return 0;
    }

    private static int Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int number) ? number : -1;

    private async Task AcceptAsync(TcpListener broker)
    {
        while (true)
        {
            _ = TakeAsync(await broker.AcceptTcpClientAsync());
        }
    }

    // A line: gateway, number at the gateway, its number of accepted events, device, epoch, sequence (0: a state), fever or not.
    private async Task TakeAsync(TcpClient client)
    {
        try
        {
            using TcpClient _ = client;
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync() is { } line)
            {
                string[] words = line.Split(' ');
                lock (_gate)
                {
                    if (long.Parse(words[1], CultureInfo.InvariantCulture) > _gateways.GetValueOrDefault(words[0]).Stored)
                    {
                        File.AppendAllText(_path, line + "\n");
                        Remember(line);
                    }
                }

                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(words[1] + "\n"));
            }
        }
        catch (IOException)
        {
        }
    }

    private void Remember(string line)
    {
        string[] words = line.Split(' ');
        _gateways[words[0]] = (long.Parse(words[1], CultureInfo.InvariantCulture), long.Parse(words[2], CultureInfo.InvariantCulture));
        if (words[5] == "0")
        {
            return;
        }

        _received++;
        for (int copies = _received == _lose ? 0 : _received == _double ? 2 : 1; copies > 0; copies--)
        {
            _events.Add((words[0], words[3], words[4], words[5]));
        }

        if (words[6] == "fever")
        {
            _alerts.Add($"{{\"change\":{_alerts.Count + 1},\"what\":\"raised\",\"alert\":{{\"id\":\"{_alerts.Count + 1:x32}\"," +
                $"\"device\":\"{words[3]}\",\"epoch\":{words[4]},\"seq\":{words[5]}}}}}");
        }
    }

    private Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/health/ready" => Task.CompletedTask,
        "/v1/ledger" => context.Response.WriteAsync(Ledger()),
        "/v1/scans/export" => context.Response.WriteAsync(Export(int.Parse(context.Request.Query["after"]!, CultureInfo.InvariantCulture))),
        "/v1/alerts" => context.Response.WriteAsync(Alerts()),
        "/v1/live" => LiveAsync(context),
        _ => NotFound(context),
    };

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private string Ledger()
    {
        lock (_gate)
        {
            return $"{{\"items\":[{string.Join(',', _gateways.Select(g =>
                $"{{\"gateway\":\"{g.Key}\",\"lane\":\"record\",\"accepted\":{g.Value.Accepted},\"stored\":{g.Value.Stored}," +
                $"\"pending\":{g.Value.Accepted - g.Value.Stored},\"expired\":0,\"quarantined\":0,\"gaps\":0,\"balanced\":true}}"))}]}}";
        }
    }

    private string Export(int after)
    {
        lock (_gate)
        {
            // A page of its own size: the client has to come again.
            return string.Concat(_events.Select((e, i) => (Event: e, Id: i + 1)).Skip(after).Take(777).Select(e =>
                $"{{\"id\":{e.Id},\"gateway\":\"{e.Event.Gateway}\",\"device\":\"{e.Event.Device}\",\"epoch\":{e.Event.Epoch},\"seq\":{e.Event.Sequence}}}\n"));
        }
    }

    private string Alerts()
    {
        lock (_gate)
        {
            return $"{{\"items\":[{string.Join(',', Enumerable.Range(1, _alerts.Count).Select(i => $"{{\"id\":\"{i:x32}\"}}"))}],\"next\":null}}";
        }
    }

    private async Task LiveAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        int sent = int.Parse(context.Request.Headers["Last-Event-ID"].ToString(), CultureInfo.InvariantCulture);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            string[] news;
            lock (_gate)
            {
                news = [.. _alerts.Skip(sent)];
            }

            foreach (string data in news)
            {
                await context.Response.WriteAsync($"event: alert\nid: {++sent}\ndata: {data}\n\n");
            }

            await context.Response.Body.FlushAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
