using Longgang.Benchmarks.Lan;

namespace Longgang.Benchmarks.Drain;

/// <summary>Something that stores and forwards.</summary>
internal interface IDrainSubject
{
    /// <summary>Its name in the results.</summary>
    string Name { get; }

    /// <summary>How many events it is given when the bench gives <paramref name="all"/> to the fastest.</summary>
    int Events(int all);

    /// <summary>Devices that feed it.</summary>
    int Devices => 64;

    /// <summary>Unacknowledged events of each.</summary>
    int InFlight => 16;

    /// <summary>Sets its far end up, behind an uplink that is down.</summary>
    /// <param name="site">The devices, and a folder.</param>
    /// <param name="delay">Delay of the uplink in each direction.</param>
    Task<IDrainStage> StageAsync(LanSite site, TimeSpan delay);
}
