using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Fleet;

/// <summary>What is known of a box.</summary>
public sealed record GatewaySummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>When the cloud last heard of it.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Software version.</summary>
    public string? Version { get; init; }

    /// <summary>Boot, 32 hex digits.</summary>
    public string? Boot { get; init; }

    /// <summary>Screening policy in force.</summary>
    public string? Policy { get; init; }

    /// <summary>Its clock in its latest status.</summary>
    public DateTimeOffset? BoxTime { get; init; }

    /// <summary>How good that clock is.</summary>
    public ClockQuality Quality { get; init; }

    /// <summary>Devices connected to it.</summary>
    public long DevicesConnected { get; init; }

    /// <summary>When its latest status came.</summary>
    public DateTimeOffset? StatusAt { get; init; }
}
