using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Announcements;

/// <summary>What an audience asks of a speaker.</summary>
/// <param name="Device">Device id.</param>
/// <param name="Area">Where it stands; default: not known.</param>
/// <param name="Labels">What ops staff have called it.</param>
/// <param name="Position">WGS 84, or null when not known.</param>
public readonly record struct SpeakerPlace(string Device, AreaCode Area, IReadOnlyCollection<string> Labels, Point? Position);
