using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>Where a box hears commands.</summary>
internal static class CommandTopics
{
    private const int DistrictDigits = 6;
    private const int StreetDigits = 9;

    /// <summary>The box's own topic, and those of its areas and of every area above them.</summary>
    public static HashSet<string> Of(string gateway, IEnumerable<AreaCode> areas)
    {
        var topics = new HashSet<string>(StringComparer.Ordinal) { Topics.Down(gateway, Topics.Announcement) };
        foreach (AreaCode area in areas)
        {
            _ = topics.Add(Topics.AreaDown(area, Topics.Announcement));
            foreach (int digits in (ReadOnlySpan<int>)[DistrictDigits, StreetDigits])
            {
                if (area.Code.Length > digits && AreaCode.TryParse(area.Code[..digits], out AreaCode above))
                {
                    _ = topics.Add(Topics.AreaDown(above, Topics.Announcement));
                }
            }
        }

        return topics;
    }
}
