using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Alerts;

/// <summary>An alert as it was right after one change.</summary>
public sealed record AlertSnapshot
{
    /// <summary>Identity minted at the box, 32 hex digits.</summary>
    public required string Id { get; init; }

    /// <summary>Position in the order of arrival; the cursor of lists.</summary>
    public required long Number { get; init; }

    /// <summary>What it is about.</summary>
    public required AlertCategory Category { get; init; }

    /// <summary>How bad; the worst of its events.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required AlertState State { get; init; }

    /// <summary>How many scans belong to it.</summary>
    public required long Count { get; init; }

    /// <summary>Device of the latest scan; empty: the box itself.</summary>
    public required string Device { get; init; }

    /// <summary>Device epoch of the latest scan.</summary>
    public required long Epoch { get; init; }

    /// <summary>Device sequence of the latest scan.</summary>
    public required long Sequence { get; init; }

    /// <summary>Area of the latest scan.</summary>
    public required string Area { get; init; }

    /// <summary>The box.</summary>
    public required string Gateway { get; init; }

    /// <summary>First 6 and last 4 of the person's ID number.</summary>
    public required string Masked { get; init; }

    /// <summary>Reasons of the latest scan.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>Temperature of the latest scan, 0: not measured.</summary>
    public required int TemperatureCentiCelsius { get; init; }

    /// <summary>When the first event happened, as far as it is known today.</summary>
    public required TrueTime Raised { get; init; }

    /// <summary>Box time of the first event.</summary>
    public required DateTimeOffset BoxTime { get; init; }

    /// <summary>What else its category needs to be understood, as words key=value between spaces; of the latest event. Empty: nothing.</summary>
    public required string Detail { get; init; }

    /// <summary>Who is on it.</summary>
    public string? Assignee { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset ChangedAt { get; init; }
}
