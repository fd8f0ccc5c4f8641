using System.Globalization;
using Google.Protobuf;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>One occurrence of an announcement on this box, whichever commands asked for it.</summary>
internal sealed class Occurrence(UInt128 announcement, uint number)
{
    internal UInt128 Announcement { get; } = announcement;

    internal ByteString AnnouncementBytes { get; } = Ids.Write(announcement);

    internal uint Number { get; } = number;

    /// <summary>The latest expiry of the commands that asked for it, cloud's clock.</summary>
    internal long ExpiresMicros { get; set; } = long.MinValue;

    internal Dictionary<string, Walk> Walks { get; } = new(StringComparer.Ordinal);

    internal string Key => string.Create(CultureInfo.InvariantCulture, $"o/{Announcement:x32}/{Number}");

    internal bool IsSettled => Walks.Values.All(walk => walk.Phase == WalkPhase.Over && walk.Pending.Count == 0);
}
