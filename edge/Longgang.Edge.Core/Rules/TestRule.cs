using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>What is required of nucleic-acid tests.</summary>
/// <param name="MaxAge">A negative result may be this old (24, 48 or 72 h); null: none is required.</param>
/// <param name="SamplingMaxAge">In its place a sampling record may be this old; null: it does not count.</param>
/// <param name="Expired">Verdict when the last negative is too old.</param>
/// <param name="Missing">Verdict when there is none.</param>
/// <param name="Positive">Verdict for a positive result, whatever is required.</param>
public sealed record TestRule(TimeSpan? MaxAge, TimeSpan? SamplingMaxAge, Verdict Expired, Verdict Missing, Verdict Positive);
