using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>A box with speakers of the audience.</summary>
/// <param name="Gateway">The box.</param>
/// <param name="Speakers">How many.</param>
/// <param name="MissingAudio">Recordings that it does not hold yet.</param>
public sealed record PreFlightBoxJson(string Gateway, int Speakers, IReadOnlyList<string> MissingAudio)
{
    /// <summary>The JSON of a box.</summary>
    public static PreFlightBoxJson Of(PreFlightBox box) => new(box.Gateway, box.Speakers, box.MissingAudio);
}
