using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>Collects what a scan gave rise to; the worst verdict wins.</summary>
internal struct Findings
{
    private List<(Reason Reason, Verdict Verdict)>? _all;

    public Findings()
    {
    }

    /// <summary>The worst so far.</summary>
    public Verdict Verdict { get; private set; } = Verdict.Pass;

    /// <summary>The first reason that gave the verdict, unless it is a plain pass.</summary>
    public readonly Reason? Deciding
    {
        get
        {
            foreach ((Reason reason, Verdict verdict) in _all ?? [])
            {
                if (verdict == Verdict && verdict != Verdict.Pass)
                {
                    return reason;
                }
            }

            return null;
        }
    }

    /// <summary>Something was found.</summary>
    public void Add(Reason reason, Verdict verdict)
    {
        (_all ??= []).Add((reason, verdict));
        Raise(verdict);
    }

    /// <summary>Something asks for this verdict, without a reason of its own.</summary>
    public void Raise(Verdict verdict) => Verdict = verdict > Verdict ? verdict : Verdict;

    /// <summary>The reasons, worst first, else as found.</summary>
    public readonly IReadOnlyList<Reason> InOrder() =>
        _all is null ? [] : [.. _all.OrderByDescending(found => found.Verdict).Select(found => found.Reason)];
}
