using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Rules;

/// <summary>Everything that is known about one scan when it is judged.</summary>
/// <param name="Direction">In, out or unsaid.</param>
/// <param name="Area">Where the sentinel stands.</param>
/// <param name="TemperatureCentiCelsius">Null when not measured.</param>
/// <param name="Health">What the health-code service or the box's memory said.</param>
/// <param name="Clock">The device's time as the box understands it.</param>
/// <param name="OnWatchList">Whether the person is on the watch list.</param>
public readonly record struct ScreeningFacts(
    Direction Direction,
    AreaCode Area,
    int? TemperatureCentiCelsius,
    HealthCodeResolution Health,
    DeviceClockReading Clock,
    bool OnWatchList = false);
