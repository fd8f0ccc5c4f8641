namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>The batch that brings an event.</summary>
/// <param name="Outbox">Its outbox.</param>
/// <param name="Boot">The box's boot in which its events were stamped.</param>
/// <param name="ReceivedUs">When the cloud received it.</param>
internal readonly record struct EventOrigin(OutboxBook Outbox, long Boot, long ReceivedUs);
