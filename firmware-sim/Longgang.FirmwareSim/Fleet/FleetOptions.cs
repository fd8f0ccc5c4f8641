using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>A run of the fleet.</summary>
public sealed record FleetOptions
{
    /// <summary>Where the plan is.</summary>
    public required string PlanFile { get; init; }

    /// <summary>Where the truth goes.</summary>
    public required string TruthFile { get; init; }

    /// <summary>Mean arrivals a second over the fleet.</summary>
    public double Rate { get; init; } = 300;

    /// <summary>Arrivals before the run begins, as a backlog; they count in everything but the latencies.</summary>
    public long Backlog { get; init; }

    /// <summary>Mean arrivals a second while the backlog is made.</summary>
    public double BacklogRate { get; init; } = 3000;

    /// <summary>Arrivals of this long count in everything but the latencies: a program that has just started is still being compiled.</summary>
    public TimeSpan WarmUp { get; init; }

    public ArrivalShape Shape { get; init; } = ArrivalShape.Flat;

    /// <summary>The length of the compressed day.</summary>
    public TimeSpan Day { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long people arrive; null until stopped.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>How long devices may take to connect before people arrive.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long, at the end, devices may take to deliver what they hold.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Connections opened a second at the start.</summary>
    public int ConnectRate { get; init; } = 800;

    /// <summary>The share of scans with something wrong.</summary>
    public double Faults { get; init; }

    /// <summary>The epoch of the devices' sequences.</summary>
    public ulong Epoch { get; init; } = 1;

    public PopulationOptions Population { get; init; } = new();
}
