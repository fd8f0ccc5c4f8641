using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>speakers</c>.</summary>
internal sealed record SpeakerRow(string Speaker, string Gateway, int Outbox, long Sequence, long Area, SpeakerReport Report, long ReceivedUs);
