using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>What became of one batch; the acknowledgement says exactly this.</summary>
/// <param name="Status">Stored, quarantined or refused.</param>
/// <param name="Identity">Which batch, when that is known.</param>
/// <param name="Reason">Empty for a batch that was stored now; else why not, or that it had been stored before.</param>
/// <param name="Repeated">It had been dealt with before: nothing changed.</param>
public sealed record BatchOutcome(AckStatus Status, BatchIdentity? Identity, string Reason = "", bool Repeated = false);
