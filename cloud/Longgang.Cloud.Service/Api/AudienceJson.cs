using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>Who hears it: speakers for which one of <c>include</c> holds and none of <c>exclude</c>.</summary>
/// <param name="Include">At least one.</param>
/// <param name="Exclude">May be absent.</param>
public sealed record AudienceJson(IReadOnlyList<SelectorJson>? Include, IReadOnlyList<SelectorJson>? Exclude)
{
    /// <summary>The JSON of an audience.</summary>
    public static AudienceJson Of(Audience audience) => new([.. audience.Include.Select(SelectorJson.Of)], [.. audience.Exclude.Select(SelectorJson.Of)]);

    /// <summary>The audience.</summary>
    public Audience ToAudience() => new()
    {
        Include = { (Include ?? []).Select(selector => selector.ToSelector()) },
        Exclude = { (Exclude ?? []).Select(selector => selector.ToSelector()) },
    };
}
