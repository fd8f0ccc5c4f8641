namespace Longgang.Edge.Outbox.Inbox;

/// <summary>What the inbox needs to know. Immutable: it is opened with it and keeps it.</summary>
public sealed record InboxOptions
{
    /// <summary>The inbox's own folder; made when it does not exist. It shares it with nothing.</summary>
    public required string Directory { get; init; }

    /// <summary>Bytes on the disk that the inbox may take, log included. From 16 MiB to 1 GiB, default 64 MiB.</summary>
    public long LimitBytes { get; init; } = 64L << 20;

    /// <summary>Pages of 8 KiB in the log before a checkpoint. From 64 to 2,048, default 128.</summary>
    public int CheckpointPages { get; init; } = 128;
}
