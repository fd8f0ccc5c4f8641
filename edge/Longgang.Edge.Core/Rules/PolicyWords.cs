using System.Collections.Frozen;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>Words by verdict, and more telling ones by reason. <c>{asOf}</c> in <paramref name="Stale"/> becomes the local time of the data.</summary>
/// <param name="Verdicts">One for each of pass, warn, deny.</param>
/// <param name="Reasons">Take precedence when the reason is the one that decided.</param>
/// <param name="Stale">Added on the screen when old data decided; null adds nothing.</param>
public sealed record PolicyWords(FrozenDictionary<Verdict, Words> Verdicts, FrozenDictionary<Reason, Words> Reasons, string? Stale);
