using System.Net;
using System.Text.Json;
using Longgang.FirmwareSim.Cloud;
using Longgang.FirmwareSim.Faults;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Demo;

/// <summary>Starts the district, lets people pass, breaks things, and hands over to the judge.</summary>
public sealed class DemoRunner(DemoOptions options, TimeProvider time)
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _ledgerEvery = TimeSpan.FromSeconds(2);

    private readonly DemoState _state = new(new AlertBook(time));
    private long _ledgerAt;

    /// <param name="stop">Ends the arrivals early; delivery and judgement still follow.</param>
    public async Task<DemoReport> RunAsync(CancellationToken stop)
    {
        // Where ports are looked for is chance, not seed: two runs with one seed may share a machine.
        bool proxied = options.Outage > TimeSpan.Zero || options.Backlog > 0;
        DemoPorts ports = DemoPorts.Choose(options.Gateways, options.Replicas, proxied, new Random(Environment.ProcessId));
        string path = options.WorkFolder ?? Directory.CreateTempSubdirectory("longgang-demo-").FullName;
        var folder = new DemoFolder(path, options, ports);
        await folder.WriteAsync(stop).ConfigureAwait(false);
        using var site = new DemoSite(options, folder, ports, time);
        using var cloud = new CloudClient([.. ports.Api.Select(DemoFolder.Endpoint)]);
        var screen = new DemoScreen(_state, site, time);
        await using TcpProxy? uplink = proxied
            ? new TcpProxy(new IPEndPoint(IPAddress.Loopback, ports.Uplink), new IPEndPoint(IPAddress.Loopback, ports.Broker)) : null;
        uplink?.Start();
        if (options.Backlog > 0)
        {
            uplink!.Switch(LinkMode.Cut);
        }

        Say(FormattableString.Invariant($"{options.Devices} sentinels, {options.Gateways} gateways; work folder {path}"));
        await site.StartAsync(stop).ConfigureAwait(false);
        Say($"ready: operations page {cloud.Address}, live alerts {cloud.Address}v1/live, ledger {cloud.Address}v1/ledger");

        using var listening = new CancellationTokenSource();
        var listener = new LiveListener(cloud, time);
        Task listen = listener.RunAsync(listening.Token);
        DemoReport? report = null;
        await screen.ShowAsync(async () =>
        {
            using var tail = new TruthTail(folder.TruthFile);
            await PassAsync(site, cloud, listener, tail, screen, uplink, stop).ConfigureAwait(false);
            var judge = new DemoJudge(options, _state, site, cloud, time);
            report = await judge.JudgeAsync(listener, screen.Refresh).ConfigureAwait(false);
        }).ConfigureAwait(false);
        await listening.CancelAsync().ConfigureAwait(false);
        await listen.ConfigureAwait(false);
        Clean(path);
        return report!;
    }

    private async Task PassAsync(
        DemoSite site, CloudClient cloud, LiveListener listener, TruthTail tail, DemoScreen screen, TcpProxy? uplink, CancellationToken stop)
    {
        site.Fleet.Start();
        Task reading = ReadFleetAsync(site);
        Task<int> fleetEnd = site.Fleet.WaitAsync(CancellationToken.None);
        using var faults = new CancellationTokenSource();
        Task breaking = Task.CompletedTask;
        bool asked = false;
        _state.Phase = "connecting";
        while (!fleetEnd.IsCompleted)
        {
            string? phase = _state.Fleet?.Phase;
            if (phase == "filling" && _state.Phase == "connecting")
            {
                _state.Phase = phase;
                _state.Event = FormattableString.Invariant($"no uplink until {options.Backlog:N0} scans wait");
            }
            else if (phase == "running" && _state.Phase is "connecting" or "filling")
            {
                _state.Phase = phase;
                if (options.Backlog > 0)
                {
                    uplink!.Switch(LinkMode.Open);
                    _state.Event = "uplink open: the backlog drains";
                }

                _state.Alerts.MeasureFrom = options.WarmUp == TimeSpan.Zero && options.Backlog == 0 ? 0
                    : time.GetTimestamp() + (long)(options.WarmUp.TotalSeconds * time.TimestampFrequency);
                breaking = BreakAsync(site, uplink, faults.Token);
            }
            else if (phase == "draining" && _state.Phase == "running")
            {
                _state.Phase = phase;
                await faults.CancelAsync().ConfigureAwait(false);
            }

            if (stop.IsCancellationRequested && !asked)
            {
                asked = true;
                site.Fleet.Ask();
            }

            site.Check();
            await TakeInAsync(cloud, listener, tail).ConfigureAwait(false);
            screen.Refresh();
            await Task.WhenAny(fleetEnd, Task.Delay(_glance, time, CancellationToken.None)).ConfigureAwait(false);
        }

        await faults.CancelAsync().ConfigureAwait(false);
        await breaking.ConfigureAwait(false);
        await reading.ConfigureAwait(false);
        tail.ReadInto(_state.Truth);
    }

    private async Task BreakAsync(DemoSite site, TcpProxy? uplink, CancellationToken stop)
    {
        var chaos = new DemoChaos(options, site, _state, time);
        await Task.WhenAll(
            options.Chaos ? chaos.KillAsync(stop) : Task.CompletedTask,
            uplink is not null && options.Outage > TimeSpan.Zero ? chaos.CutAsync(uplink, stop) : Task.CompletedTask).ConfigureAwait(false);
    }

    private async Task ReadFleetAsync(DemoSite site)
    {
        while (await site.Fleet.Output.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            _state.Fleet = JsonSerializer.Deserialize(line, FleetJson.Default.FleetProgress);
        }
    }

    private async Task TakeInAsync(CloudClient cloud, LiveListener listener, TruthTail tail)
    {
        tail.ReadInto(_state.Truth);
        while (listener.Sightings.TryRead(out AlertSighting? sighting))
        {
            _state.Alerts.Add(sighting);
        }

        _state.Alerts.Match(_state.Truth);
        if (time.GetElapsedTime(_ledgerAt) < _ledgerEvery)
        {
            return;
        }

        _ledgerAt = time.GetTimestamp();
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            _state.Ledger = await cloud.LedgerAsync(soon.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // The cloud was just killed: the figures stay as they were.
        }
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private void Clean(string path)
    {
        if (options.Keep)
        {
            Say($"kept: {path}");
        }
        else if (options.WorkFolder is null)
        {
            Directory.Delete(path, recursive: true);
        }
    }
}
