using System.Globalization;
using System.Text;
using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Net;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Drain;

/// <summary>A mosquitto at the edge, a bridge, a mosquitto far away, a subscriber there.</summary>
internal sealed class MosquittoBridgeStage : IDrainStage
{
    // Far above its default of 20, so that waiting for acknowledgements does not bound it.
    internal const int InFlight = 1000;
    private static readonly CompositeFormat Edge = CompositeFormat.Parse("""
        listener {0} 127.0.0.1
        allow_anonymous true
        log_dest stderr
        log_type error
        max_queued_messages 0
        max_inflight_messages {1}
        connection up
        address 127.0.0.1:{2}
        topic # out 1
        cleansession false
        bridge_protocol_version mqttv311
        remote_clientid edge
        notifications false
        restart_timeout 1

        """);

    // Started as root mosquitto would become the user mosquitto, who may not write its snapshots here; started by another user it ignores the option.
    private static readonly CompositeFormat Snapshots = CompositeFormat.Parse("""
        user root
        persistence true
        persistence_location {0}/
        autosave_on_changes true
        autosave_interval {1}

        """);

    private readonly ProductProcess _far;
    private readonly string _configuration;
    private readonly string _data;

    private MosquittoBridgeStage(ProductProcess far, SubscriberFarEnd farEnd, Link uplink, string configuration, string data) =>
        (_far, FarEnd, Uplink, _configuration, _data) = (far, farEnd, uplink, configuration, data);

    public Link Uplink { get; }

    public IFarEnd FarEnd { get; }

    public TimeSpan LongestPause => TimeSpan.FromSeconds(10);

    /// <summary>Sets the far end up.</summary>
    /// <param name="site">A folder.</param>
    /// <param name="snapshotEvery">Changes between two snapshots of the edge; null: it keeps nothing.</param>
    /// <param name="delay">Delay of the uplink in each direction.</param>
    public static async Task<MosquittoBridgeStage> CreateAsync(LanSite site, int? snapshotEvery, TimeSpan delay)
    {
        int port = Ports.Free();
        string far = site.PathTo("far.conf");
        await File.WriteAllTextAsync(
            far,
            $"listener {port} 127.0.0.1\nallow_anonymous true\nlog_dest stderr\nlog_type error\nmax_queued_messages 0\nmax_inflight_messages {InFlight}\n");
        ProductProcess process = ProductProcess.Start("/usr/sbin/mosquitto", "-c", far);
        await Ports.WaitUntilOpenAsync(port, process, TimeSpan.FromSeconds(30));
        var uplink = new Link(port, delay);

        string data = Directory.CreateTempSubdirectory("mosquitto-").FullName;
        string edge = site.PathTo("edge.conf");
        string configuration = string.Format(CultureInfo.InvariantCulture, Edge, site.Port, InFlight, uplink.Port);
        if (snapshotEvery is { } changes)
        {
            configuration = string.Format(CultureInfo.InvariantCulture, Snapshots, data, changes) + configuration;
        }

        await File.WriteAllTextAsync(edge, configuration);
        return new MosquittoBridgeStage(process, await SubscriberFarEnd.ConnectAsync(port), uplink, edge, data);
    }

    public ProductProcess StartBox() => ProductProcess.Start("/usr/sbin/mosquitto", "-c", _configuration);

    public async ValueTask DisposeAsync()
    {
        await FarEnd.DisposeAsync();
        await Uplink.DisposeAsync();
        await _far.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
