using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Uplink;

/// <summary>A batch that the cloud does not take at present. It stays on disk and is tried again.</summary>
/// <param name="Outbox">Store file that it lies in.</param>
/// <param name="FirstSequence">Lane sequence of its first event.</param>
/// <param name="Count">Number of events.</param>
/// <param name="Reason">The cloud's (or the broker's) words.</param>
/// <param name="Refusals">How often in a row it was refused.</param>
public sealed record HeldBatch(OutboxId Outbox, ulong FirstSequence, uint Count, string Reason, int Refusals);
