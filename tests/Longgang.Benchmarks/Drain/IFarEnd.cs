namespace Longgang.Benchmarks.Drain;

/// <summary>Where events arrive.</summary>
internal interface IFarEnd : IAsyncDisposable
{
    /// <summary>Events that have arrived so far. Cheap enough to be asked every few milliseconds.</summary>
    long Count();

    /// <summary>Arrivals that the far end itself recognised as repetitions and does not show.</summary>
    long Hidden() => 0;

    /// <summary>Counts every arrival by its device and sequence.</summary>
    SequenceCounts Collect(IReadOnlyList<DeviceLogin> devices, int eventsEach);
}
