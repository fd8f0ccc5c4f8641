using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A row of <c>clock_corrections</c>: it speaks of the boot of its batch and of the batch's own box.</summary>
internal sealed record CorrectionRow(int Gateway, BatchRow Batch, long Sequence, ClockCorrection Correction);
