namespace Longgang.Edge.Outbox.Log;

/// <summary>What a log holds, as found when it was opened.</summary>
/// <param name="Epoch">The current epoch.</param>
/// <param name="Pages">File offsets and checksums of the pages of all confirmed transactions, in order.</param>
/// <param name="Transactions">Confirmed transactions.</param>
/// <param name="Tail">Where the next transaction goes.</param>
/// <param name="Damage">What is broken before something that is whole; null when only the tail is torn or nothing is.</param>
/// <param name="TornTail">What lies behind the last whole transaction when that is the beginning of another one; else null.</param>
internal sealed record LogImage(ulong Epoch, IReadOnlyList<(long Offset, uint Crc)> Pages, ulong Transactions, long Tail, string? Damage, string? TornTail = null);
