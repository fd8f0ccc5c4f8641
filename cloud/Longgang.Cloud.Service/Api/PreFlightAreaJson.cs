using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>Speakers of the audience in a street or community.</summary>
/// <param name="Area">Area code; empty: not known.</param>
/// <param name="Speakers">How many.</param>
/// <param name="Offline">How many of them are offline now.</param>
/// <param name="Unknown">How many of them cannot be asked.</param>
/// <param name="Quiet">How many of them are in quiet hours when it begins.</param>
public sealed record PreFlightAreaJson(
    string Area,
    int Speakers,
    int Offline,
    int Unknown,
    int Quiet)
{
    /// <summary>The JSON of an area.</summary>
    public static PreFlightAreaJson Of(PreFlightArea area) => new(area.Area.Code, area.Speakers, area.Offline, area.Unknown, area.Quiet);
}
