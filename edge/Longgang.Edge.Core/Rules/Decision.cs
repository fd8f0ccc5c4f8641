using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>A judged scan.</summary>
/// <param name="Verdict">The worst of everything that was found.</param>
/// <param name="Reasons">Everything that was found, what decided first.</param>
/// <param name="Open">Whether the gate opens.</param>
/// <param name="AsOf">Set when old data decided.</param>
/// <param name="Words">What is shown and said.</param>
public sealed record Decision(Verdict Verdict, IReadOnlyList<Reason> Reasons, bool Open, DateTimeOffset? AsOf, Words Words);
