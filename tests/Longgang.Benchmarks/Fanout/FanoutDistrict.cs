using System.Globalization;
using System.Text.Json;
using Longgang.FirmwareSim.Speakers;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Fanout;

/// <summary>The cloud service, its gateways and their loudspeakers, running and connected.</summary>
internal sealed class FanoutDistrict : IAsyncDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    // 45 s as it is read out: all must still play when it is called back.
    private const int Syllables = 200;

    private readonly FanoutSite _site;
    private readonly ProductProcess _cloud;
    private readonly ProductProcess[] _gateways;
    private readonly SpeakerFleet _fleet;
    private readonly AnnouncementApi _api;

    private FanoutDistrict(FanoutSite site)
    {
        _site = site;
        _cloud = site.StartCloud();
        _gateways = [.. Enumerable.Range(0, site.Plan.Gateways.Count).Select(site.StartGateway)];
        _fleet = new SpeakerFleet(new SpeakerFleetOptions { ConnectRate = 400 }, site.Plan, TimeProvider.System);
        _api = new AnnouncementApi(site.ApiPort);
    }

    /// <summary>Starts everything and waits until the cloud knows every speaker to be online.</summary>
    public static async Task<FanoutDistrict> StartAsync(FanoutSite site)
    {
        var district = new FanoutDistrict(site);
        try
        {
            await district.ConnectAsync();
            return district;
        }
        catch
        {
            await district.DisposeAsync();
            throw;
        }
    }

    /// <summary>One announcement that all play, and its retraction while they do.</summary>
    public async Task<FanoutRun> RunAsync(int run)
    {
        double load = double.Parse((await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0], CultureInfo.InvariantCulture);
        string text = string.Create(CultureInfo.InvariantCulture, $"第{run}次。").PadRight(Syllables, '雨');
        await using LiveCoverage live = await _api.ListenAsync();
        (string id, long version) = await _api.SubmitAsync(text);

        DateTimeOffset sentTime = TimeProvider.System.GetUtcNow();
        long sent = TimeProvider.System.GetTimestamp();
        Task<long?> everywhere = live.UntilStartedAsync(id, _fleet.Count, StartLimit);
        await _api.ApproveAsync(id, version);
        double answered = TimeProvider.System.GetElapsedTime(sent).TotalMilliseconds;
        long? atCloud = await everywhere;
        IReadOnlyList<JsonElement> parts = await _api.ReadPartsAsync(id);

        version = await _api.ReadVersionAsync(id);
        long retracted = TimeProvider.System.GetTimestamp();
        await _api.RetractAsync(id, version);
        await UntilAsync(() => _fleet.Sounding == 0, StopLimit);
        int playsOn = _fleet.Sounding;
        await _fleet.UntilQuietAsync(TimeSpan.FromMinutes(1), CancellationToken.None);

        HeardSpan[][] heard = _fleet.Heard.Read(table =>
        {
            HashSet<string> contents = table.ContentsWith(text);
            return table.Plays.Where(play => play.Content is { } content && contents.Contains(content))
                .GroupBy(static play => play.Speaker).Select(static plays => plays.SelectMany(static play => play.Heard).ToArray()).Where(static spans => spans.Length > 0).ToArray();
        });
        JsonElement[] started = [.. parts.Where(static part => part.GetProperty("state").GetString() is "started" or "finished")];
        return new FanoutRun(
            Since(sent, atCloud),
            answered,
            FanoutTimes.Of(started.Select(part => part.GetProperty("boxTime").GetDateTimeOffset() - sentTime)).Last,
            FanoutTimes.Of(heard.Select(spans => TimeProvider.System.GetElapsedTime(sent, spans[0].BeganAt))),
            FanoutTimes.Of(heard.Where(static spans => spans[^1].How == "stopped").Select(spans => TimeProvider.System.GetElapsedTime(retracted, spans[^1].EndedAt!.Value))),
            _fleet.Count - Math.Min(started.Length, heard.Length),
            heard.Count(static spans => spans.Length > 1),
            playsOn,
            load);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _fleet.DisposeAsync();
        _api.Dispose();
        foreach (ProductProcess gateway in _gateways)
        {
            await gateway.DisposeAsync();
        }

        await _cloud.DisposeAsync();
    }

    private async Task ConnectAsync()
    {
        await Ports.WaitUntilOpenAsync(_site.ApiPort, _cloud, TimeSpan.FromMinutes(1));
        foreach ((int index, ProductProcess gateway) in _gateways.Index())
        {
            await gateway.WaitUntilReadyAsync(new Uri($"http://127.0.0.1:{_site.HealthPorts[index]}/health/live"), TimeSpan.FromMinutes(1));
        }

        _fleet.Start();
        if (!await _fleet.UntilReadyAsync(ConnectLimit, CancellationToken.None))
        {
            throw new TimeoutException($"{_fleet.Ready} of {_fleet.Count} speakers are connected after {ConnectLimit}.\n{_gateways[0].Output}");
        }

        int online = 0;
        for (long start = TimeProvider.System.GetTimestamp(); (online = await _api.CountOnlineAsync()) < _fleet.Count;)
        {
            if (TimeProvider.System.GetElapsedTime(start) > ConnectLimit)
            {
                throw new TimeoutException($"The cloud knows {online} of {_fleet.Count} speakers to be online after {ConnectLimit}.\n{_cloud.Output}");
            }

            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    private static double Since(long start, long? end) => end is { } at ? TimeProvider.System.GetElapsedTime(start, at).TotalMilliseconds : double.PositiveInfinity;

    private static async Task UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        for (long start = TimeProvider.System.GetTimestamp(); !condition() && TimeProvider.System.GetElapsedTime(start) < limit;)
        {
            await Task.Delay(Poll);
        }
    }
}
