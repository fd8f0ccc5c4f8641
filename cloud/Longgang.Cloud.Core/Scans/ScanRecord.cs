using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Scans;

/// <summary>A stored scan.</summary>
public sealed record ScanRecord
{
    /// <summary>Grows with every stored event; the cursor of lists.</summary>
    public required long Id { get; init; }

    /// <summary>The box.</summary>
    public required string Gateway { get; init; }

    /// <summary>The sentinel.</summary>
    public required string Device { get; init; }

    /// <summary>Device epoch.</summary>
    public required long Epoch { get; init; }

    /// <summary>Device sequence, 0: the device cannot count.</summary>
    public required long Sequence { get; init; }

    /// <summary>Area.</summary>
    public required string Area { get; init; }

    /// <summary>What the device's clock said, or null.</summary>
    public DateTimeOffset? DeviceTime { get; init; }

    /// <summary>The box's clock at reception.</summary>
    public required DateTimeOffset BoxTime { get; init; }

    /// <summary>When it happened, as far as it is known today.</summary>
    public required TrueTime Time { get; init; }

    /// <summary>When the cloud received it: it happened no later. Null: no longer known.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>How good the box's clock was.</summary>
    public required ClockQuality Quality { get; init; }

    /// <summary>In or out.</summary>
    public required Direction Direction { get; init; }

    /// <summary>First 6 and last 4 of the ID number.</summary>
    public required string Masked { get; init; }

    /// <summary>0: not measured.</summary>
    public required int TemperatureCentiCelsius { get; init; }

    /// <summary>The decision.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>Its reasons.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>Whether the gate opened.</summary>
    public required bool GateOpened { get; init; }
}
