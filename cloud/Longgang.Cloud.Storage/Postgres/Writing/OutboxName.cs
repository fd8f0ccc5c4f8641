namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>An outbox's number, and the gateway that it belongs to.</summary>
internal readonly record struct OutboxName(int Id, int Gateway);
