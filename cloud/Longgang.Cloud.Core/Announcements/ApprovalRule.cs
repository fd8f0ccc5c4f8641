using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>When a second person has to agree.</summary>
public static class ApprovalRule
{
    // Whoever leaves one building out of the district still speaks to the district.
    private const double WholeDistrict = 0.9;

    /// <summary>Why; empty: nobody has to.</summary>
    /// <param name="document">The document.</param>
    /// <param name="shown">Who is in its audience.</param>
    public static IReadOnlyList<string> ReasonsOf(AnnouncementDocument document, ShownAudience shown)
    {
        var reasons = new List<string>();
        if (document.Level is Severity.Red or Severity.Orange)
        {
            reasons.Add($"level {WireNames.Of(document.Level)}");
        }

        if (document.Audience.Include.Any(IsDistrict) || (shown.Known > 1 && shown.Speakers.Count >= shown.Known * WholeDistrict))
        {
            reasons.Add("the audience is the whole district");
        }

        return reasons;
    }

    private static bool IsDistrict(Selector selector) =>
        AreaCode.TryParse(selector.Area, out AreaCode area) && area.Level == AreaLevel.District
        && selector.Label.Length == 0 && selector.Device.Length == 0 && selector.Polygon is null;
}
