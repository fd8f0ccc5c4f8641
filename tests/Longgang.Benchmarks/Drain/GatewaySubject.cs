using Longgang.Benchmarks.Lan;

namespace Longgang.Benchmarks.Drain;

/// <summary>The gateway as boxes get it, and the cloud service as it is deployed.</summary>
/// <param name="name">Its name in the results.</param>
/// <param name="windowBatches">Batches on their way at once; null: as it comes.</param>
internal sealed class GatewaySubject(string name, int? windowBatches = null) : IDrainSubject
{
    public string Name => name;

    public int Events(int all) => all;

    public async Task<IDrainStage> StageAsync(LanSite site, TimeSpan delay) => await GatewayStage.CreateAsync(site, delay, windowBatches);
}
