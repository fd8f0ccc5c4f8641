using System.Diagnostics.CodeAnalysis;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Broker;

/// <summary>What a box may publish and subscribe: its own topics and nothing else.</summary>
public static class TopicAcl
{
    /// <summary>The lane of a publication to the box's own <c>up/{lane}</c>.</summary>
    public static bool IsBatch(string gateway, string topic, out Lane lane)
    {
        lane = Lane.Unspecified;
        if (!IsOwn(gateway, topic, out string? rest))
        {
            return false;
        }

        lane = rest switch
        {
            "up/alert" => Lane.Alert,
            "up/record" => Lane.Record,
            _ => Lane.Unspecified,
        };
        return lane != Lane.Unspecified;
    }

    /// <summary>Whether it is the box's own status topic.</summary>
    public static bool IsStatus(string gateway, string topic) => IsOwn(gateway, topic, out string? rest) && rest == "status";

    /// <summary>Whether the box may subscribe: to its acknowledgements, to its commands, all or one kind, and to the announcements of any one area.</summary>
    public static bool MaySubscribe(string gateway, string filter) => IsOfArea(filter) || MaySubscribeOwn(gateway, filter);

    private static bool MaySubscribeOwn(string gateway, string filter) =>
        IsOwn(gateway, filter, out string? rest)
        && (rest == "ack"
            || rest is "down/#" or "down/+"
            || (rest.StartsWith("down/", StringComparison.Ordinal) && rest.Length > 5 && rest.AsSpan(5).IndexOfAny("+#/") < 0));

    // An announcement is heard in the street by everybody, so it is no secret of an area's boxes.
    private static bool IsOfArea(string filter) =>
        filter.Split('/') is [_, _, _, { } code, ..] && AreaCode.TryParse(code, out AreaCode area) && filter == Topics.AreaDown(area, Topics.Announcement);

    private static bool IsOwn(string gateway, string topic, [NotNullWhen(true)] out string? rest) =>
        Topics.TryParseGateway(topic, out string? named, out rest) && string.Equals(named, gateway, StringComparison.Ordinal);
}
