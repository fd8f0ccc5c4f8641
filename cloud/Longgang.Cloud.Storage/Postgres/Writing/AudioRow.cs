namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>box_audio</c>.</summary>
internal sealed record AudioRow(string Gateway, int Outbox, long Sequence, byte[] Hashes, long ReceivedUs);
