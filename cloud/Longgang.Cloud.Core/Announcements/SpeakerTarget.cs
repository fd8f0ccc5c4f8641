using Longgang.Contracts.Areas;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>A speaker that is to play an occurrence.</summary>
/// <param name="Announcement">32 hex digits; of a correction its own.</param>
/// <param name="Occurrence">Number, from 1.</param>
/// <param name="Speaker">Device id.</param>
/// <param name="Gateway">The box that it is at.</param>
/// <param name="Area">Where it stands.</param>
public readonly record struct SpeakerTarget(string Announcement, int Occurrence, string Speaker, string Gateway, AreaCode Area);
