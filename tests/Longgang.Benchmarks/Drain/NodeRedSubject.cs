using Longgang.Benchmarks.Lan;

namespace Longgang.Benchmarks.Drain;

/// <summary>Node-RED with a queue in its file context, as flows that must not lose anything are usually built: see <see cref="NodeRedStage"/>.</summary>
internal sealed class NodeRedSubject : IDrainSubject
{
    public string Name => "node-red";

    // The context is written anew as a whole after every change, so the queue's length is what its speed depends on.
    public int Events(int all) => Math.Min(all, 1024);

    public async Task<IDrainStage> StageAsync(LanSite site, TimeSpan delay) => await NodeRedStage.CreateAsync(site, delay);
}
