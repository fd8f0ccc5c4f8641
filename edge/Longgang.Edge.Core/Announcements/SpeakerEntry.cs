using Longgang.Contracts.Announcements;

namespace Longgang.Edge.Core.Announcements;

/// <summary>A speaker of the box's register.</summary>
/// <param name="Place">What an audience asks of it.</param>
/// <param name="Group">Speakers that can only play together, e.g. by one multicast address; its own id when it plays by itself.</param>
/// <param name="Adapter">Which <see cref="ISpeakerPort"/> reaches it.</param>
public sealed record SpeakerEntry(SpeakerPlace Place, string Group, string Adapter)
{
    /// <summary>Device id.</summary>
    public string Device => Place.Device;
}
