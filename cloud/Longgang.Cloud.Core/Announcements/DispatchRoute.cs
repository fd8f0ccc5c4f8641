using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Where a command is published first.</summary>
/// <param name="Topics">Of areas, or of boxes.</param>
/// <param name="Boxes">The boxes that have to answer, and how many of their speakers are expected in the audience.</param>
public sealed record DispatchRoute(IReadOnlyList<string> Topics, IReadOnlyDictionary<string, int> Boxes)
{
    // A box hears every one of its areas: beyond so many it is less to tell each box.
    private const int MostAreas = 20;

    /// <summary>
    /// The way to an audience: one message for each area when all of it lies in areas, else one for each box. A box with speakers in several of the areas gets the command more than
    /// once, does it once, and answers for the whole audience. Pure.
    /// </summary>
    /// <param name="audience">The audience.</param>
    /// <param name="speakers">The speakers in it.</param>
    public static DispatchRoute Of(Audience audience, IEnumerable<SpeakerRecord> speakers)
    {
        Dictionary<string, int> boxes = speakers.GroupBy(speaker => speaker.Gateway, StringComparer.Ordinal)
            .OrderBy(box => box.Key, StringComparer.Ordinal)
            .ToDictionary(box => box.Key, box => box.Count(), StringComparer.Ordinal);
        return new DispatchRoute(AreasOf(audience) ?? [.. boxes.Keys.Select(gateway => Contracts.Wire.Topics.Down(gateway, Contracts.Wire.Topics.Announcement))], boxes);
    }

    private static List<string>? AreasOf(Audience audience)
    {
        var areas = new SortedDictionary<string, AreaCode>(StringComparer.Ordinal);
        foreach (Selector selector in audience.Include)
        {
            if (!AreaCode.TryParse(selector.Area, out AreaCode area) || selector.Device.Length > 0 || selector.Label.Length > 0 || selector.Polygon is not null)
            {
                return null;
            }

            areas[area.Code] = area;
        }

        List<string> topics = [.. areas.Values
            .Where(area => !areas.Values.Any(other => other.Code.Length < area.Code.Length && other.Covers(area)))
            .Select(area => Contracts.Wire.Topics.AreaDown(area, Contracts.Wire.Topics.Announcement))];
        return topics.Count <= MostAreas ? topics : null;
    }
}
