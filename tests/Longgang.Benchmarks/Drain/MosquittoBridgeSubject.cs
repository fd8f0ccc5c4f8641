using Longgang.Benchmarks.Lan;

namespace Longgang.Benchmarks.Drain;

/// <summary>mosquitto with persistence and a bridge at QoS 1. Its snapshot every so many changes is all that a kill leaves.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="snapshotEvery">Changes between two snapshots.</param>
/// <param name="mostEvents">It is given no more than these.</param>
/// <param name="oneAtATime">One device with one event in flight feeds it, instead of the crowd.</param>
internal sealed class MosquittoBridgeSubject(string name, int snapshotEvery, int mostEvents, bool oneAtATime = false) : IDrainSubject
{
    public string Name => name;

    public int Events(int all) => Math.Min(all, mostEvents);

    public int Devices => oneAtATime ? 1 : 64;

    public int InFlight => oneAtATime ? 1 : 16;

    public async Task<IDrainStage> StageAsync(LanSite site, TimeSpan delay) => await MosquittoBridgeStage.CreateAsync(site, snapshotEvery, delay);
}
