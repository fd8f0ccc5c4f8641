namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>security_events</c> that came from a box.</summary>
internal sealed record SecurityRow(string Gateway, string Device, long AtUs, int Kind, string Detail, long Count, int Outbox, long Sequence);
