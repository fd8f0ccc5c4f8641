namespace Longgang.Edge.Outbox.Reading;

/// <summary>A batch that the cloud has confirmed and that is not deleted yet.</summary>
/// <param name="First">Its first sequence.</param>
/// <param name="Count">Its events.</param>
/// <param name="Bytes">What it is counted with; see <see cref="Store.BatchDocument.BytesOf"/>.</param>
internal readonly record struct AcknowledgedBatch(ulong First, uint Count, ulong Bytes);
