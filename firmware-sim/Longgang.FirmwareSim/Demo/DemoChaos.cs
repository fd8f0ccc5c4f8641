using Longgang.FirmwareSim.Faults;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>What happens to the district while people pass: killed processes, a cut uplink.</summary>
public sealed class DemoChaos(DemoOptions options, DemoSite site, DemoState state, TimeProvider time)
{
    /// <summary>
    /// Kills a gateway, or one time in four the cloud, and starts it again at once or after a pause. Where broker and database are
    /// processes of their own, all kinds take their turns. Leaves nothing dead.
    /// </summary>
    public async Task KillAsync(CancellationToken stop)
    {
        var random = new Random(options.Seed);
        for (int kill = 0; await PauseAsync(options.ChaosEvery * (0.5 + random.NextDouble()), stop).ConfigureAwait(false); kill++)
        {
            ChildProcess victim = Choose(kill, random);
            TimeSpan down = random.Next(2) == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(0.5 + (2 * random.NextDouble()));
            await victim.KillAsync().ConfigureAwait(false);
            state.CountKill(victim.Name);
            state.Event = FormattableString.Invariant($"kill -9 {victim.Name}, back after {down.TotalSeconds:0.0} s");
            await PauseAsync(down, stop).ConfigureAwait(false);
            victim.Start();
        }
    }

    private ChildProcess Choose(int kill, Random random)
    {
        ChildProcess[] servers = [.. ((ChildProcess?[])[site.Broker, site.Store]).OfType<ChildProcess>()];
        if (servers.Length == 0)
        {
            return random.Next(4) == 0 ? OneOf(site.Clouds) : OneOf(site.Gateways);
        }

        int turn = kill % (2 + servers.Length);
        return turn switch
        {
            0 => OneOf(site.Gateways),
            1 => OneOf(site.Clouds),
            _ => servers[turn - 2],
        };

        ChildProcess OneOf(IReadOnlyList<ChildProcess> alike) => alike[random.Next(alike.Count)];
    }

    /// <summary>Cuts the uplink in the middle of the run.</summary>
    public async Task CutAsync(TcpProxy uplink, CancellationToken stop)
    {
        TimeSpan before = (options.Length - options.Outage) / 2;
        await PauseAsync(before > TimeSpan.Zero ? before : TimeSpan.Zero, stop).ConfigureAwait(false);
        LinkMode mode = options.Blackhole ? LinkMode.Blackhole : LinkMode.Cut;
        uplink.Switch(mode);
        state.Event = FormattableString.Invariant($"uplink {mode} for {options.Outage.TotalSeconds:0} s");
        await PauseAsync(options.Outage, stop).ConfigureAwait(false);
        uplink.Switch(LinkMode.Open);
        state.Event = "uplink open again";
    }

    private async Task<bool> PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, time, stop).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
