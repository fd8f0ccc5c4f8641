using Longgang.Contracts.Wire;

namespace Longgang.Edge.Outbox;

/// <summary>What a lane needs to know. Immutable: a lane is opened with it and keeps it.</summary>
public sealed record LaneOptions
{
    /// <summary>Which lane.</summary>
    public required Lane Kind { get; init; }

    /// <summary>The lane's own folder; made when it does not exist. Two lanes never share one.</summary>
    public required string Directory { get; init; }

    /// <summary>Id of the gateway, written into every batch.</summary>
    public required string GatewayId { get; init; }

    /// <summary>The box's boot, 16 bytes, written into every batch.</summary>
    public required ReadOnlyMemory<byte> BootId { get; init; }

    /// <summary>Bytes on the disk that the lane may take, log included. From 8 MiB to 3.5 GiB (LiteDB's own bound is 4 GiB). Default 1 GiB.</summary>
    public long LimitBytes { get; init; } = 1L << 30;

    /// <summary>What happens when the bound is reached. Default: it refuses. The alert lane never gives up an event.</summary>
    public LaneFullPolicy WhenFull { get; init; } = LaneFullPolicy.Refuse;

    /// <summary>Most events of a batch. 1 to 4,096, default 256.</summary>
    public int MaxBatchEvents { get; init; } = 256;

    /// <summary>Most bytes of a batch's events before compression; a single larger event goes alone. Default 64 KiB.</summary>
    public int MaxBatchBytes { get; init; } = 64 * 1024;

    /// <summary>
    /// Longest time that an event waits for company, at most 1 s. Zero: what is there goes at once, and what comes meanwhile rides along.
    /// Default 5 ms for records, zero for alerts; see <see cref="For"/>.
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Shortest time between two commits of fewer than 32 events, at most 1 s. An event that comes after a longer silence leaves at once,
    /// and so do those of a lone device that waits for each.
    /// Without a <see cref="MaxWait"/> there is no spacing either.
    /// Default 50 ms: of records nothing waits for it but the acknowledgement.
    /// </summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Pages of 8 KiB in the log before a checkpoint; the log takes this and a quarter more on the disk. 64 to 8,192, default 1,000.</summary>
    public int CheckpointPages { get; init; } = 1000;

    /// <summary>Events between two snapshots of the device cursors: what an opening has to read again. Default 4,096.</summary>
    public int SnapshotEvents { get; init; } = 4096;

    /// <summary>Events that may wait to be committed; further callers wait before theirs is taken. Default 4,096.</summary>
    public int QueueEvents { get; init; } = 4096;

    /// <summary>Bytes of the newest batches kept in memory, so that an uplink that keeps up never reads the disk. Default 2 MiB.</summary>
    public int CacheBytes { get; init; } = 2 << 20;

    /// <summary>Draws the identity of a new store file; a simulation draws it from its seed.</summary>
    internal Func<Core.Lanes.OutboxId> MintOutbox { get; init; } = Core.Lanes.OutboxId.Mint;

    /// <summary>The usual options of a lane.</summary>
    public static LaneOptions For(Lane kind, string directory, string gatewayId, ReadOnlyMemory<byte> bootId) => new()
    {
        Kind = kind,
        Directory = directory,
        GatewayId = gatewayId,
        BootId = bootId,
        MaxWait = kind == Lane.Alert ? TimeSpan.Zero : TimeSpan.FromMilliseconds(5),
        CheckpointPages = kind == Lane.Alert ? 250 : 1000,
        LimitBytes = kind == Lane.Alert ? 128L << 20 : 1L << 30,
    };
}
