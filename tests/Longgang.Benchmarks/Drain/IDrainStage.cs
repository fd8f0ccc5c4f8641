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

    /// <summary>Starts the box, or starts it again after it was killed, on the same data.</summary>
    ProductProcess StartBox();
}
