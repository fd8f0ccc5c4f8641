using Longgang.Contracts.Areas;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Speakers of the audience in a street or community.</summary>
/// <param name="Area">The area; default: speakers whose area is not known.</param>
/// <param name="Speakers">How many.</param>
/// <param name="Offline">How many of them are offline now.</param>
/// <param name="Unknown">How many of them cannot be asked.</param>
/// <param name="Quiet">How many of them are in quiet hours when it begins.</param>
public sealed record PreFlightArea(AreaCode Area, int Speakers, int Offline, int Unknown, int Quiet);
