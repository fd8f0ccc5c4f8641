using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>What became of a damaged store.</summary>
/// <param name="Old">Its identity, default when even that could not be read.</param>
/// <param name="Folder">Where its files are now.</param>
/// <param name="Batches">Batches that were committed anew.</param>
/// <param name="Events">Events in them.</param>
/// <param name="Lost">Ranges that could not be read.</param>
internal sealed record SalvageResult(OutboxId Old, string Folder, int Batches, ulong Events, int Lost);
