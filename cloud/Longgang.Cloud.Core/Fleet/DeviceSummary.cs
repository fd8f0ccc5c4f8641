namespace Longgang.Cloud.Core.Fleet;

/// <summary>What is known of a device.</summary>
public sealed record DeviceSummary
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Internal number; the cursor of lists.</summary>
    public required long Number { get; init; }

    /// <summary>The box that last spoke for it.</summary>
    public required string Gateway { get; init; }

    /// <summary>Its area, empty when it named none.</summary>
    public required string Area { get; init; }

    /// <summary>Box time of its latest event; the receipt, where nobody vouches for the box's clock.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>Scans that were stored, also those expired since.</summary>
    public long Scans { get; init; }

    /// <summary>Readings that were stored.</summary>
    public long Readings { get; init; }

    /// <summary>States that were stored.</summary>
    public long States { get; init; }

    /// <summary>Whether it said that it is online; null before its first state.</summary>
    public bool? Online { get; init; }

    /// <summary>Firmware of its latest state.</summary>
    public string? Firmware { get; init; }

    /// <summary>Records that it holds itself.</summary>
    public long? Buffered { get; init; }

    /// <summary>Flags of its latest state.</summary>
    public IReadOnlyList<string> Flags { get; init; } = [];
}
