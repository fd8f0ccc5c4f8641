using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ledger;

/// <summary>Everything that the cloud knows about one outbox, from which its balance follows.</summary>
public sealed record LaneBooks
{
    /// <summary>The box.</summary>
    public required string Gateway { get; init; }

    /// <summary>The outbox id, 32 lower-case hex digits.</summary>
    public required string Outbox { get; init; }

    /// <summary>The lane.</summary>
    public required Lane Lane { get; init; }

    /// <summary>Sequences that are committed here.</summary>
    public required IntervalSet Stored { get; init; }

    /// <summary>Sequences named by the box as expired.</summary>
    public required IntervalSet Expired { get; init; }

    /// <summary>Sequences named by the box as quarantined, or kept in quarantine by the cloud.</summary>
    public required IntervalSet Quarantined { get; init; }

    /// <summary>Sequences that were committed here and went with a damaged part of the store. Those that were sent and stored again are in <see cref="Stored"/> as well.</summary>
    public IntervalSet Damaged { get; init; } = new();

    /// <summary>Batches that claimed sequences which were taken by another batch.</summary>
    public long Conflicts { get; init; }

    /// <summary>Stored events that named a device sequence already visible and are therefore not shown a second time.</summary>
    public long Duplicates { get; init; }

    /// <summary>Whether the box still uses it.</summary>
    public OutboxState State { get; init; }

    /// <summary>The last sequence by the word of the successor of an outbox that was given up, else 0.</summary>
    public long EndsAfter { get; init; }

    /// <summary>The box's own figures, or null before its first status.</summary>
    public LaneReport? Report { get; init; }
}
