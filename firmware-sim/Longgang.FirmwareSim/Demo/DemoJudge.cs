using System.Text.Json;
using Longgang.FirmwareSim.Cloud;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Processes;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Demo;

/// <summary>Waits until everything can be delivered, then holds the devices' truth against the cloud's store.</summary>
public sealed class DemoJudge(DemoOptions options, DemoState state, DemoSite site, CloudClient cloud, TimeProvider time)
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(500);

    private readonly List<string> _problems = [];

    public async Task<DemoReport> JudgeAsync(LiveListener listener, Action refresh)
    {
        state.Phase = "settling";
        long start = time.GetTimestamp();
        TruthVerdict verdict;
        bool settled;
        do
        {
            settled = await SettleAsync(start, refresh).ConfigureAwait(false);
            verdict = await ExportAsync().ConfigureAwait(false);
        }
        while (verdict.Missing > 0 && settled && await WaitAsync(start).ConfigureAwait(false));

        double settleSeconds = time.GetElapsedTime(start).TotalSeconds;
        (long alerts, long twice, long missedLive) = await AlertsAsync(listener).ConfigureAwait(false);
        state.Alerts.Match(state.Truth);
        site.Check();
        state.Phase = "stopping";
        refresh();
        _problems.AddRange(await site.StopAsync().ConfigureAwait(false));
        state.Phase = "finished";
        return Report(verdict, alerts, twice, missedLive, settleSeconds);
    }

    // True when the ledger has nothing pending and balances; false when the time is up.
    private async Task<bool> SettleAsync(long start, Action refresh)
    {
        while (true)
        {
            site.Check();
            try
            {
                state.Ledger = await cloud.LedgerAsync(CancellationToken.None).ConfigureAwait(false);
                if (state.Ledger is { Pending: 0, Balanced: true })
                {
                    return true;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
            {
                // It may still be on its way up from the last kill.
            }

            refresh();
            if (!await WaitAsync(start).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    private async Task<bool> WaitAsync(long start)
    {
        await Task.Delay(_glance, time, CancellationToken.None).ConfigureAwait(false);
        return time.GetElapsedTime(start) < options.SettleLimit;
    }

    private async Task<TruthVerdict> ExportAsync()
    {
        state.Truth.ClearStored();
        try
        {
            await cloud.ExportAsync(state.Truth, 0, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidDataException
            or KeyNotFoundException or InvalidOperationException)
        {
            _problems.Add($"the export failed: {e.Message}");
        }

        return TruthComparison.Compare(state.Truth);
    }

    private async Task<(long Alerts, long Twice, long MissedLive)> AlertsAsync(LiveListener listener)
    {
        try
        {
            List<string> ids = await cloud.AlertsAsync(CancellationToken.None).ConfigureAwait(false);
            long start = time.GetTimestamp();
            do
            {
                while (listener.Sightings.TryRead(out AlertSighting? sighting))
                {
                    state.Alerts.Add(sighting);
                }

                await Task.Delay(_glance / 5, time, CancellationToken.None).ConfigureAwait(false);
            }
            while (!ids.TrueForAll(state.Alerts.Saw) && time.GetElapsedTime(start) < TimeSpan.FromSeconds(5));

            int different = ids.Distinct(StringComparer.Ordinal).Count();
            return (different, ids.Count - different, ids.Distinct(StringComparer.Ordinal).Count(id => !state.Alerts.Saw(id)));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            _problems.Add($"the list of alerts failed: {e.Message}");
            return (state.Alerts.Raised, 0, 0);
        }
    }

    private DemoReport Report(TruthVerdict verdict, long alerts, long twice, long missedLive, double settleSeconds)
    {
        FleetProgress fleet = state.Fleet ?? throw new ProcessFailedException($"the fleet reported nothing{site.Fleet.LastLines()}");
        LedgerSnapshot? ledger = state.Ledger;
        long explained = (ledger?.Expired ?? 0) + (ledger?.Quarantined ?? 0);
        Collect(verdict, fleet, ledger, missedLive);
        return new DemoReport
        {
            Devices = options.Devices,
            Gateways = options.Gateways,
            Accepted = verdict.Accepted,
            Stored = verdict.Stored,
            Pending = ledger?.Pending ?? 0,
            Expired = ledger?.Expired ?? 0,
            Quarantined = ledger?.Quarantined ?? 0,
            Lost = Math.Max(0, verdict.Missing - explained),
            Duplicated = verdict.Duplicated + twice + state.Alerts.Duplicated,
            Alerts = alerts,
            ScansPerSecond = Math.Round(verdict.Accepted / Math.Max(fleet.ArrivalSeconds, 0.001), 1),
            VerdictMs = fleet.VerdictMs,
            AlertMs = state.Alerts.Latency.Summarize(),
            AcknowledgementMs = fleet.AcknowledgementMs,
            InBufferMs = fleet.InBufferMs,
            RssMb = new DemoMemory(
                Math.Round(site.Clouds.Sum(Mb), 1), site.Broker is { } b ? Mb(b) : 0, [.. site.Gateways.Select(Mb)], Mb(site.Fleet), Mb(site.HealthCode)),
            CpuSeconds = new DemoProcessor(
                Math.Round(site.Clouds.Sum(Cpu), 2), site.Broker is { } c ? Cpu(c) : 0, [.. site.Gateways.Select(Cpu)], fleet.CpuSeconds, Cpu(site.HealthCode)),
            Unacknowledged = verdict.Unacknowledged,
            Refused = state.Truth.Refused,
            RefusedStored = verdict.RefusedStored,
            Balanced = ledger?.Balanced ?? false,
            Ledger = new DemoLedger(
                ledger?.Accepted ?? 0, ledger?.Stored ?? 0, ledger?.Pending ?? 0, ledger?.Expired ?? 0,
                ledger?.Quarantined ?? 0, ledger?.Gaps ?? 0, ledger?.Rows.Count ?? 0),
            Kills = state.Kills,
            KillsByName = state.KillsByName,
            Broker = options.Broker.ToString(),
            Store = options.Store.ToString(),
            Replicas = options.Replicas,
            OutageSeconds = options.Outage.TotalSeconds,
            Seconds = fleet.ArrivalSeconds,
            SettleSeconds = Math.Round(settleSeconds, 1),
            Arrived = fleet.Arrived,
            Dropped = fleet.Dropped,
            Retransmitted = fleet.Retransmitted,
            Replayed = fleet.Replayed,
            FaultKept = fleet.FaultKept,
            LeftInDevices = fleet.Buffered,
            AlertsMissedLive = missedLive,
            Seed = options.Seed,
            Problems = [.. _problems.Distinct(StringComparer.Ordinal)],
        };

        static double Mb(ChildProcess process) => Math.Round(process.PeakRssKb / 1024.0, 1);
        static double Cpu(ChildProcess process) => Math.Round(process.CpuSeconds, 2);
    }

    private void Collect(TruthVerdict verdict, FleetProgress fleet, LedgerSnapshot? ledger, long missedLive)
    {
        _problems.AddRange(verdict.Examples);
        Require(verdict.Accepted > 0, "nothing was accepted");
        Require(ledger is not null, "the ledger could not be read");
        Require(fleet.Buffered == 0, $"{fleet.Buffered} scans are left in devices");
        Require(missedLive == 0, $"{missedLive} alerts never reached the listener");
        Require(fleet.FaultKept == 0, $"{fleet.FaultKept} scans that had to be refused were kept");
        IEnumerable<LedgerRow> odd = ledger?.Rows.Where(r => !r.Balanced || !r.Adds || r.Pending > 0) ?? [];
        _problems.AddRange(odd.Select(r => $"ledger: {r}"));
        foreach (string gateway in Enumerable.Range(0, options.Gateways).Select(DemoFolder.GatewayId))
        {
            Require(ledger?.Rows.Any(r => r.Gateway == gateway && r.Accepted > 0) == true, $"the ledger has nothing of {gateway}");
        }

        void Require(bool condition, string otherwise)
        {
            if (!condition)
            {
                _problems.Add(otherwise);
            }
        }
    }
}
