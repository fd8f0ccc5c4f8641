using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Gateway.Announcements;

/// <summary>What the box is told of announcements, validated.</summary>
/// <param name="Keys">Whose commands it does.</param>
/// <param name="Player">How it plays them.</param>
/// <param name="InboxLimitBytes">Disk bound of the command inbox. Default 64 MiB, range 16 MiB–1 GiB.</param>
public sealed record AnnouncementSettings(CommandKeys Keys, AnnouncementOptions Player, long InboxLimitBytes);
