using System.Diagnostics.CodeAnalysis;
using Longgang.Contracts.Areas;

namespace Longgang.Contracts.Wire;

/// <summary>MQTT topics between box and cloud (docs/wire.md).</summary>
public static class Topics
{
    private const string GatewayPrefix = "lg/v1/gw/";

    /// <summary>Where a box publishes the batches of a lane.</summary>
    public static string Up(string gateway, Lane lane) => $"{GatewayPrefix}{gateway}/up/{LaneName(lane)}";

    /// <summary>Where a box hears what the cloud has committed.</summary>
    public static string Ack(string gateway) => $"{GatewayPrefix}{gateway}/ack";

    /// <summary>Retained birth and death of a box.</summary>
    public static string Status(string gateway) => $"{GatewayPrefix}{gateway}/status";

    /// <summary>Where the cloud tells one box something: <c>announcement</c>, and later kinds.</summary>
    public static string Down(string gateway, string kind) => $"{GatewayPrefix}{gateway}/down/{kind}";

    /// <summary>Where the cloud tells it every box that has a speaker in the area.</summary>
    public static string AreaDown(AreaCode area, string kind) => $"lg/v1/area/{area.Code}/down/{kind}";

    /// <summary>The kind of commands about announcements.</summary>
    public const string Announcement = "announcement";

    /// <summary>Every batch of every box, for the ingestion.</summary>
    public const string UpFilter = GatewayPrefix + "+/up/+";

    /// <summary>Every box's status.</summary>
    public const string StatusFilter = GatewayPrefix + "+/status";

    /// <summary>The last level of an upward topic.</summary>
    public static string LaneName(Lane lane) => lane switch
    {
        Lane.Alert => "alert",
        Lane.Record => "record",
        _ => throw new ArgumentOutOfRangeException(nameof(lane), lane, "Not a lane of the outbox."),
    };

    /// <summary>Takes a box's topic apart: <c>lg/v1/gw/{gateway}/{rest}</c>.</summary>
    public static bool TryParseGateway(string topic, [NotNullWhen(true)] out string? gateway, [NotNullWhen(true)] out string? rest)
    {
        gateway = rest = null;
        if (!topic.StartsWith(GatewayPrefix, StringComparison.Ordinal))
        {
            return false;
        }

        int slash = topic.IndexOf('/', GatewayPrefix.Length);
        if (slash <= GatewayPrefix.Length || slash == topic.Length - 1)
        {
            return false;
        }

        gateway = topic[GatewayPrefix.Length..slash];
        rest = topic[(slash + 1)..];
        return true;
    }
}
