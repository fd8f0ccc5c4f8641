using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>When people may pass, in local time. <paramref name="To"/> before <paramref name="From"/> goes over midnight.</summary>
/// <param name="From">Open from here on.</param>
/// <param name="To">Closed from here on.</param>
/// <param name="Outside">Verdict outside.</param>
public sealed record OpeningHours(TimeOnly From, TimeOnly To, Verdict Outside)
{
    /// <summary>Whether it is open.</summary>
    public bool Contains(TimeOnly local) => From == To || (From < To ? local >= From && local < To : local >= From || local < To);
}
