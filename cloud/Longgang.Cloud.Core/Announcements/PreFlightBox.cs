namespace Longgang.Cloud.Core.Announcements;

/// <summary>A box with speakers of the audience.</summary>
/// <param name="Gateway">The box.</param>
/// <param name="Speakers">How many of its speakers are in the audience.</param>
/// <param name="MissingAudio">Recordings that it does not hold yet, of the announcement and of its prepared retraction.</param>
public sealed record PreFlightBox(string Gateway, int Speakers, IReadOnlyList<string> MissingAudio);
