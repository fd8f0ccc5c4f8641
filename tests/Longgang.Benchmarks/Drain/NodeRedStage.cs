using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Net;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Drain;

/// <summary>
/// Node-RED is a client and needs a broker that devices connect to. That one stands beside it, keeps a session for it, and is not killed; what it
/// acknowledges is in Node-RED's context a little later.
/// </summary>
internal sealed class NodeRedStage : IDrainStage
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(3);

    private readonly ProductProcess _near;
    private readonly ProductProcess _far;
    private readonly string _folder;

    private NodeRedStage(ProductProcess near, ProductProcess far, SubscriberFarEnd farEnd, Link uplink, string folder) =>
        (_near, _far, FarEnd, Uplink, _folder) = (near, far, farEnd, uplink, folder);

    public Link Uplink { get; }

    public IFarEnd FarEnd { get; }

    public TimeSpan LongestPause => TimeSpan.FromSeconds(10);

    public static async Task<NodeRedStage> CreateAsync(LanSite site, TimeSpan delay)
    {
        ProductProcess near = await BrokerAsync(site, "near.conf", site.Port);
        int port = Ports.Free();
        ProductProcess far = await BrokerAsync(site, "far.conf", port);
        var uplink = new Link(port, delay);
        string folder = Directory.CreateDirectory(site.PathTo($"node-red-{Guid.NewGuid():N}")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "settings.js"), NodeRedFlow.Settings(Ports.Free(), folder));
        await File.WriteAllTextAsync(Path.Combine(folder, "flows.json"), NodeRedFlow.Flows(site.Port, uplink.Port));
        return new NodeRedStage(near, far, await SubscriberFarEnd.ConnectAsync(port), uplink, folder);
    }

    public ProductProcess StartBox() =>
        ProductProcess.Start("node", Repository.PathTo("artifacts", "node-red", "node_modules", "node-red", "red.js"), "--userDir", _folder);

    public async Task ReadyAsync(ProductProcess box)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!box.Output.Contains("Connected to broker: node-red-near", StringComparison.Ordinal))
        {
            if (box.HasExited || TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(60))
            {
                throw new TimeoutException($"Node-RED did not connect.\n{box.Output}");
            }

            await Task.Delay(Poll);
        }

        // It subscribes right after it has connected.
        await Task.Delay(TimeSpan.FromSeconds(1));
    }

    public async Task SettleAsync()
    {
        long since = TimeProvider.System.GetTimestamp();
        DateTime written = default;
        while (TimeProvider.System.GetElapsedTime(since) < Rest)
        {
            DateTime now = Directory.EnumerateFiles(Path.Combine(_folder, "context"), "*.json", SearchOption.AllDirectories).Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max();
            if (now != written)
            {
                (written, since) = (now, TimeProvider.System.GetTimestamp());
            }

            await Task.Delay(Poll);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await FarEnd.DisposeAsync();
        await Uplink.DisposeAsync();
        await _far.DisposeAsync();
        await _near.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<ProductProcess> BrokerAsync(LanSite site, string name, int port)
    {
        string file = site.PathTo(name);
        await File.WriteAllTextAsync(file, $"listener {port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\nlog_type error\nmax_queued_messages 0\nmax_inflight_messages {MosquittoBridgeStage.InFlight}\n");
        ProductProcess broker = ProductProcess.Start("/usr/sbin/mosquitto", "-c", file);
        await Ports.WaitUntilOpenAsync(port, broker, TimeSpan.FromSeconds(30));
        return broker;
    }
}
