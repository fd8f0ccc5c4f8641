namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>ledger_entries</c>.</summary>
internal sealed record LedgerRow(int Outbox, int Kind, long First, long Last, string Reason, long BoxUs, int ByOutbox, long BySequence);
