using Longgang.Benchmarks.Lan;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Drain;

/// <summary>Plays the outage: half is taken in, the box is killed and started again, the rest is taken in, the uplink comes back.</summary>
internal static class DrainPlay
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs one subject once.</summary>
    public static async Task<DrainRun> RunAsync(IDrainSubject subject, LanSite site, IReadOnlyList<DeviceLogin> all, int events)
    {
        DeviceLogin[] devices = [.. all.Take(subject.Devices)];
        int each = events / devices.Length;
        await using IDrainStage stage = await subject.StageAsync(site, TimeSpan.Zero);
        var load = new DrainLoad(site.Port, devices, each, subject.InFlight);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        ProductProcess first = stage.StartBox();
        await using ProductProcess firstBox = first;
        await stage.ReadyAsync(first);
        (Task connected, Task done) = load.Start(go.Task);
        await Task.WhenAny(connected, done).WaitAsync(TimeSpan.FromSeconds(60));
        long began = TimeProvider.System.GetTimestamp();
        go.SetResult();
        while (load.Kept.Distinct < (long)each * devices.Length / 2 && !done.IsFaulted)
        {
            await Task.Delay(Poll);
        }

        double cpu = first.CpuTime.TotalSeconds;
        double rss = first.PeakRssMiB();
        long killed = TimeProvider.System.GetTimestamp();
        await first.KillAsync();
        load.Mark();

        await using ProductProcess second = stage.StartBox();
        await done.WaitAsync(TimeSpan.FromMinutes(10));
        long ended = TimeProvider.System.GetTimestamp();

        // 0 when everything had been acknowledged before the kill, by a broker that stands before the box.
        long back = load.FirstSinceMark is > 0 and var next ? next : ended;
        double taking = (TimeProvider.System.GetElapsedTime(began, killed) + TimeProvider.System.GetElapsedTime(back, ended)).TotalSeconds;

        await stage.SettleAsync();
        stage.Uplink.Open();
        double drained = await Arrival.WatchAsync(stage, load.Kept.Distinct);
        SequenceCounts arrived = stage.FarEnd.Collect(devices, each);
        cpu += second.CpuTime.TotalSeconds;
        rss = Math.Max(rss, second.PeakRssMiB());
        await second.KillAsync();
        return new DrainRun(
            load.Kept.Distinct / taking,
            TimeProvider.System.GetElapsedTime(killed, back).TotalMilliseconds,
            drained,
            load.Kept.MissingIn(arrived),
            arrived.Doubled() + stage.FarEnd.Hidden(),
            rss,
            cpu);
    }
}
