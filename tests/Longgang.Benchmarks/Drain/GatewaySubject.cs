using Longgang.Benchmarks.Lan;

namespace Longgang.Benchmarks.Drain;

/// <summary>The gateway as boxes get it, and the cloud service as it is deployed.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="mostEvents">It is given no more than these.</param>
/// <param name="oneAtATime">One device with one event in flight feeds it, instead of the crowd.</param>
internal sealed class GatewaySubject(string name, int mostEvents, bool oneAtATime = false) : IDrainSubject
{
    public string Name => name;

    public int Devices => oneAtATime ? 1 : 64;

    public int InFlight => oneAtATime ? 1 : 16;

    public int Events(int all) => Math.Min(all, mostEvents);

    public async Task<IDrainStage> StageAsync(LanSite site, TimeSpan delay) => await GatewayStage.CreateAsync(site, delay, null);
}
