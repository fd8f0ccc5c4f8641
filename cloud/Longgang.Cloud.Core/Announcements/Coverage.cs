using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>How far an occurrence of an announcement has come: counts by area and state, and exactly who did not play it and why.</summary>
/// <param name="Total">All of it; its area is empty.</param>
/// <param name="Areas">By district, street and community, in the order of the codes.</param>
/// <param name="NotPlayed">Everybody who has not finished, in the order of areas and device ids; final once <see cref="IsFinal"/>.</param>
public sealed record Coverage(AreaCoverage Total, IReadOnlyList<AreaCoverage> Areas, IReadOnlyList<SpeakerPart> NotPlayed)
{
    private const int DistrictDigits = 6;
    private const int StreetDigits = 9;

    /// <summary>Whether nothing more is awaited from anybody.</summary>
    public bool IsFinal => NotPlayed.All(part => part.IsFinal);

    /// <summary>Counts the parts of one occurrence.</summary>
    public static Coverage Of(IReadOnlyCollection<SpeakerPart> parts)
    {
        var areas = new SortedDictionary<string, Dictionary<ReceiptState, int>>(StringComparer.Ordinal);
        var total = new Dictionary<ReceiptState, int>();
        foreach (SpeakerPart part in parts)
        {
            Count(total, part.State);
            Count(areas, part.Area, part.State);
            if (part.Area.Length > StreetDigits)
            {
                Count(areas, part.Area[..StreetDigits], part.State);
            }

            if (part.Area.Length > DistrictDigits)
            {
                Count(areas, part.Area[..DistrictDigits], part.State);
            }
        }

        return new Coverage(
            Make(string.Empty, total),
            [.. areas.Select(area => Make(area.Key, area.Value))],
            [.. parts.Where(part => part.State != ReceiptState.Finished).OrderBy(part => part.Area, StringComparer.Ordinal).ThenBy(part => part.Speaker, StringComparer.Ordinal)]);
    }

    private static AreaCoverage Make(string area, Dictionary<ReceiptState, int> states) => new(area, states.Values.Sum(), states);

    private static void Count(SortedDictionary<string, Dictionary<ReceiptState, int>> areas, string area, ReceiptState state)
    {
        if (!areas.TryGetValue(area, out Dictionary<ReceiptState, int>? states))
        {
            states = [];
            areas.Add(area, states);
        }

        Count(states, state);
    }

    private static void Count(Dictionary<ReceiptState, int> states, ReceiptState state) => states[state] = states.GetValueOrDefault(state) + 1;
}
