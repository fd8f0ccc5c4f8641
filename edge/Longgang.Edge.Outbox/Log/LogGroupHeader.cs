namespace Longgang.Edge.Outbox.Log;

/// <summary>What a group of pages in the log says about itself.</summary>
/// <param name="Epoch">Grows with every checkpoint; groups of an earlier one are leftovers of the recycled file.</param>
/// <param name="Transaction">Number of the transaction within the epoch, from 0.</param>
/// <param name="Chunk">Number of the group within its transaction; nearly always 0.</param>
/// <param name="Frames">Pages that follow.</param>
/// <param name="Last">The transaction ends with this group.</param>
internal readonly record struct LogGroupHeader(ulong Epoch, ulong Transaction, int Chunk, int Frames, bool Last);
