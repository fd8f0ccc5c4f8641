namespace Longgang.Edge.Core.Lanes;

/// <summary>What <see cref="BufferWatch"/> remembers of a lane.</summary>
/// <param name="Outbox">The lane's store, 32 hex digits; another store has episodes of its own.</param>
/// <param name="Episode">Counts the times that it was filling: 1 is the first.</param>
/// <param name="Worst">The worst stage of the episode that is going on; ample: none is.</param>
public sealed record BufferState(string Outbox, ulong Episode, BufferStage Worst);
