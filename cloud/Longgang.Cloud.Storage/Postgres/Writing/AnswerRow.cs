namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>command_boxes</c> that came from a box.</summary>
internal sealed record AnswerRow(byte[] Command, string Gateway, int Status, string Reason, int Speakers, long AnsweredUs);
