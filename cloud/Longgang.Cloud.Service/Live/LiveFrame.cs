using System.Globalization;
using System.Text;
using System.Text.Json;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Service.Api;

namespace Longgang.Cloud.Service.Live;

/// <summary>One message of the live stream, encoded once for all listeners.</summary>
/// <param name="Change">Number of the alert change, 0 for messages that are not resumed.</param>
/// <param name="Bytes">The whole Server-Sent Event.</param>
internal sealed record LiveFrame(long Change, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A comment that keeps proxies from closing an idle connection.</summary>
    public static LiveFrame Heartbeat { get; } = new(0, ": heartbeat\n\n"u8.ToArray());

    public static LiveFrame Of(AlertChange change)
    {
        string json = JsonSerializer.Serialize(LiveAlertJson.Of(change), ApiJsonContext.Default.LiveAlertJson);
        return new LiveFrame(change.Number, Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"event: alert\nid: {change.Number}\ndata: {json}\n\n")));
    }

    public static LiveFrame Of(LiveStatsJson stats)
    {
        string json = JsonSerializer.Serialize(stats, ApiJsonContext.Default.LiveStatsJson);
        return new LiveFrame(0, Encoding.UTF8.GetBytes($"event: stats\ndata: {json}\n\n"));
    }

    /// <summary>Tells a new listener where the stream is, without an event: it can resume even if it loses the connection before the first alert.</summary>
    public static LiveFrame Position(long change) =>
        new(0, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {change}\n\n")));
}
