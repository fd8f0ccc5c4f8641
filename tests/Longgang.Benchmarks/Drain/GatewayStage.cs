using Longgang.Benchmarks.Lan;
using Longgang.Benchmarks.Net;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Drain;

/// <summary>A gateway, an uplink, and a cloud service with an empty database.</summary>
internal sealed class GatewayStage : IDrainStage
{
    private readonly LanSite _site;
    private readonly GatewayLaunch _launch;
    private readonly ProductProcess _cloud;

    private GatewayStage(LanSite site, GatewayLaunch launch, ProductProcess cloud, Link uplink, CloudFarEnd farEnd) =>
        (_site, _launch, _cloud, Uplink, FarEnd) = (site, launch, cloud, uplink, farEnd);

    public Link Uplink { get; }

    public CloudFarEnd FarEnd { get; }

    IFarEnd IDrainStage.FarEnd => FarEnd;

    /// <summary>Sets the cloud up.</summary>
    /// <param name="site">The devices, and a folder.</param>
    /// <param name="delay">Delay of the uplink in each direction.</param>
    /// <param name="windowBatches">Batches on their way at once; null: as it comes.</param>
    /// <param name="data">Data directory of the box, which is deleted in the end; null: a new one.</param>
    public static async Task<GatewayStage> CreateAsync(LanSite site, TimeSpan delay, int? windowBatches, string? data = null)
    {
        int broker = Ports.Free();
        string database = site.PathTo($"district-{Guid.NewGuid():N}.db");
        ProductProcess cloud = site.StartCloud(Built.PublishedCloud, broker, database);
        await Ports.WaitUntilOpenAsync(broker, cloud, TimeSpan.FromSeconds(30));
        var uplink = new Link(broker, delay);
        var launch = new GatewayLaunch
        {
            Program = Built.PublishedGateway,
            Data = data ?? Directory.CreateDirectory(site.PathTo($"data-{Guid.NewGuid():N}")).FullName,
            Uplink = $"127.0.0.1:{uplink.Port}",
            WindowBatches = windowBatches,
        };
        return new GatewayStage(site, launch, cloud, uplink, new CloudFarEnd(database));
    }

    public ProductProcess StartBox() => _site.StartGateway(_launch);

    public async ValueTask DisposeAsync()
    {
        await FarEnd.DisposeAsync();
        await Uplink.DisposeAsync();
        await _cloud.DisposeAsync();
        Directory.Delete(_launch.Data, recursive: true);
    }
}
