namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>batches</c>.</summary>
internal sealed record BatchRow(int Outbox, long First, int Count, long Crc, int Boot, long ReceivedUs);
