using Longgang.Benchmarks.Net;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Drain;

/// <summary>One run's box, uplink and far end.</summary>
internal interface IDrainStage : IAsyncDisposable
{
    /// <summary>The uplink; closed at first.</summary>
    Link Uplink { get; }

    /// <summary>What arrived.</summary>
    IFarEnd FarEnd { get; }

    /// <summary>
    /// How long nothing may arrive before the rest counts as lost. Our uplink tries again within 10 s and sends again after 20 s; a bridge tries again
    /// after a second and sends again only then.
    /// </summary>
    TimeSpan LongestPause => TimeSpan.FromSeconds(25);

    /// <summary>Starts the box, or starts it again after it was killed, on the same data.</summary>
    ProductProcess StartBox();

    /// <summary>Waits until a box that was started takes events, where its listening does not say so.</summary>
    Task ReadyAsync(ProductProcess box) => Task.CompletedTask;

    /// <summary>Waits until what was acknowledged to the devices has come to rest in the box, where the acknowledgement does not say so.</summary>
    Task SettleAsync() => Task.CompletedTask;
}
