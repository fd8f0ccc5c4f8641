namespace Longgang.Edge.Outbox.Store;

/// <summary>A batch looked up in the store.</summary>
/// <param name="State">How it was found.</param>
/// <param name="Batch">Set only when it is whole.</param>
internal readonly record struct BatchRead(BatchState State, BatchDocument? Batch);
