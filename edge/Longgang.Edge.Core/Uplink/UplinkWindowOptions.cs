namespace Longgang.Edge.Core.Uplink;

/// <summary>Bounds and back-off of one lane's window.</summary>
public sealed record UplinkWindowOptions
{
    /// <summary>Batches sent and not yet acknowledged by the cloud, at most. Default 16, range 1–1,024.</summary>
    public int MaxBatches { get; init; } = 16;

    /// <summary>
    /// Payload bytes sent and not yet acknowledged, at most. A single batch larger than this still goes, alone.
    /// Default 1 MiB, range 64 KiB–64 MiB.
    /// </summary>
    public long MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// Events that may lie unsent before the lane counts as behind: then what comes newly goes first, and the backlog beside it. 0: always in order.
    /// Default 4,096, range 0–1,000,000.
    /// </summary>
    public int BehindEvents { get; init; } = 4096;

    /// <summary>Events of the backlog sent each second while there is live traffic; without any it goes as fast as it can. 0: always so. Default 2,000.</summary>
    public int DrainEventsPerSecond { get; init; } = 2000;

    /// <summary>
    /// Batches that the cloud has refused or the broker has turned away, and that wait for their retry, at most; when so many wait, nothing new is sent.
    /// Default 64, range 1–4,096.
    /// </summary>
    public int MaxHeld { get; init; } = 64;

    /// <summary>
    /// How long the cloud may take to acknowledge before the batch is sent again. Default 20 s; doubles up to <see cref="AckTimeoutMax"/>.
    /// It does not double for the lowest batch, which asks whether the cloud is back.
    /// </summary>
    public TimeSpan AckTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// How long the cloud may take to acknowledge the first sending of a batch, where somebody waits for it. Doubles up to <see cref="AckTimeout"/> for
    /// the lowest batch, up to <see cref="AckTimeoutMax"/> for the others. Default null: <see cref="AckTimeout"/>, which it never exceeds.
    /// </summary>
    public TimeSpan? FirstAckTimeout { get; init; }

    /// <summary>
    /// After how long without any answer the connection is given up for a new one. Default null: twice <see cref="AckTimeout"/>.
    /// </summary>
    public TimeSpan? DeafAfter { get; init; }

    /// <summary>Upper bound of the doubled acknowledgement time-out. Default 5 min.</summary>
    public TimeSpan AckTimeoutMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// When an answer comes to a batch that was sent so much later, the earlier one is taken for lost on its way and sent again: a broker
    /// that shares batches out among replicas forgets the share of one that dies. Default 2 s; doubles each time for one batch.
    /// </summary>
    public TimeSpan OvertakenBy { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>First pause before a refused batch is tried again. Default 30 s; doubles up to <see cref="RefusedRetryMax"/>.</summary>
    public TimeSpan RefusedRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Upper bound of the pause before a refused batch is tried again. Default 10 min.</summary>
    public TimeSpan RefusedRetryMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// First pause after the second damaged arrival of one batch, and after the broker turned one away. The first damaged
    /// arrival is answered at once. Default 1 s; doubles up to <see cref="AckTimeoutMax"/>.
    /// </summary>
    public TimeSpan RepairRetry { get; init; } = TimeSpan.FromSeconds(1);
}
