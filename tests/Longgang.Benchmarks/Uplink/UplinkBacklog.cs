using Longgang.Benchmarks.Drain;
using Longgang.Benchmarks.Lan;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Uplink;

/// <summary>A box's outbox, filled once and sent as often as wanted.</summary>
internal static class UplinkBacklog
{
    /// <summary>Fills an outbox while the uplink is down. Returns the box's data directory.</summary>
    public static async Task<string> FillAsync(LanSite site, IReadOnlyList<DeviceLogin> devices, int each)
    {
        string data = Directory.CreateDirectory(site.PathTo("backlog")).FullName;
        await using ProductProcess box = site.StartGateway(new GatewayLaunch { Program = Built.PublishedGateway, Data = data });
        await new DrainLoad(site.Port, devices, each).Start(Task.CompletedTask).Done.WaitAsync(TimeSpan.FromMinutes(5));
        await box.KillAsync();
        return data;
    }

    /// <summary>Sends a copy of it to an empty cloud.</summary>
    public static async Task<UplinkRun> SendAsync(LanSite site, string backlog, IReadOnlyList<DeviceLogin> devices, int each, TimeSpan delay, int? window)
    {
        string data = site.PathTo($"data-{Guid.NewGuid():N}");
        Copy(backlog, data);
        await using GatewayStage stage = await GatewayStage.CreateAsync(site, delay, window, data);
        stage.Uplink.Open();
        await using ProductProcess box = stage.StartBox();
        long all = (long)each * devices.Count;
        double rate = await Arrival.WatchAsync(stage, all);
        await box.KillAsync();
        long batches = stage.FarEnd.Batches();
        return new UplinkRun(
            rate, rate * stage.Uplink.BytesUp / all, (int)(stage.Uplink.BytesUp / batches), (double)all / batches, all - stage.FarEnd.Collect(devices, each).Distinct);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        }

        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
        }
    }
}
