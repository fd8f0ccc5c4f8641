using System.Globalization;
using System.Text;
using System.Text.Json;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Api;

namespace Longgang.Cloud.Service.Live;

/// <summary>One message of the live stream, encoded once for all listeners. The id is not in it: that is each listener's own position.</summary>
/// <param name="Alert">Number of the alert change, 0: it is none.</param>
/// <param name="Announcement">Number of the announcement change, 0: it is none.</param>
/// <param name="Bytes">The Server-Sent Event without its id.</param>
internal sealed record LiveFrame(long Alert, long Announcement, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A comment that keeps proxies from closing an idle connection.</summary>
    public static LiveFrame Heartbeat { get; } = new(0, 0, ": heartbeat\n\n"u8.ToArray());

    /// <summary>Whether a listener resumes after it.</summary>
    public bool IsChange => Alert + Announcement > 0;

    public static LiveFrame Of(AlertChange change) =>
        new(change.Number, 0, Encode("alert", JsonSerializer.Serialize(LiveAlertJson.Of(change), ApiJsonContext.Default.LiveAlertJson)));

    public static LiveFrame Of(LiveStatsJson stats) => new(0, 0, Encode("stats", JsonSerializer.Serialize(stats, ApiJsonContext.Default.LiveStatsJson)));

    public static LiveFrame Of(AnnouncementEntry entry) =>
        new(0, entry.Change, Encode("announcement", JsonSerializer.Serialize(LiveAnnouncementJson.Of(entry), ApiJsonContext.Default.LiveAnnouncementJson)));

    public static LiveFrame Of(LiveCoverageJson coverage) =>
        new(0, coverage.Change, Encode("announcement", JsonSerializer.Serialize(coverage, ApiJsonContext.Default.LiveCoverageJson)));

    /// <summary>The line that says where a listener is. Followed by an empty line it is a message of its own, without an event: so a new listener can resume before it has seen anything.</summary>
    public static byte[] Id(long alert, long announcement) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {alert}.{announcement}\n"));

    private static byte[] Encode(string name, string json) => Encoding.UTF8.GetBytes($"event: {name}\ndata: {json}\n\n");
}
