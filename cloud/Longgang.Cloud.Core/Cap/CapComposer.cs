using System.Globalization;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>
/// From announcements to messages, the way back of <see cref="CapMapper"/>. What CAP cannot say is a problem: a message that names more people
/// than will hear it, or fewer, would be believed.
/// </summary>
public static class CapComposer
{
    /// <summary>Makes a message of one announcement.</summary>
    /// <param name="announcement">Its source gives identifier, sender and time.</param>
    /// <param name="issuer">Who says it.</param>
    /// <param name="profile">Names of codes and parameters.</param>
    public static CapComposition Compose(CapAnnouncement announcement, CapIssuer issuer, CapProfile profile)
    {
        var context = new CapContext(CapLimits.Default);
        bool isAnswer = announcement.Kind is CapMessageType.Ack or CapMessageType.Error;
        if (isAnswer != (announcement.Handling == CapHandling.Record))
        {
            context.Problem("alert/msgType", CapReason.Inexpressible, $"{announcement.Kind} is to be handled as {announcement.Handling}.", "Acknowledgements and errors are kept, everything else is played.", "Correct one of the two.");
        }

        if (announcement.Contents.Count == 0 && announcement.Kind is CapMessageType.Alert or CapMessageType.Update)
        {
            context.Problem("alert/info", CapReason.Content, "There is nothing to say.", "An alert without words alerts nobody.", "Add a content.");
        }

        CapArea? area = announcement.Contents.Count == 0 ? null : Area(announcement, profile, context);
        var alert = new CapAlert(
            announcement.Source.Identifier, announcement.Source.Sender, announcement.Source.Sent, Status(announcement.Handling), announcement.Kind, CapScope.Public)
        {
            Note = announcement.Handling == CapHandling.Drill ? announcement.Event : null,
            References = announcement.References,
            Infos = area is null ? [] : [.. announcement.Contents.Select(content => Info(announcement, content, area, issuer, profile))],
        };
        return new CapComposition(context.Problems.Count == 0 ? alert : null, context.Problems);
    }

    private static CapStatus Status(CapHandling handling) => handling switch
    {
        CapHandling.Drill => CapStatus.Exercise,
        CapHandling.Draft => CapStatus.Draft,
        _ => CapStatus.Actual,
    };

    private static CapInfo Info(CapAnnouncement announcement, CapContent content, CapArea area, CapIssuer issuer, CapProfile profile)
    {
        bool isNow = announcement.Effective <= announcement.Source.Sent;
        return new CapInfo(announcement.Event, isNow ? CapUrgency.Immediate : CapUrgency.Expected, CapLevels.SeverityOf(announcement.Level), issuer.Certainty)
        {
            Language = content.Language,
            Categories = [issuer.Category],
            Effective = announcement.Effective,
            Onset = announcement.Onset,
            Expires = announcement.Expires,
            SenderName = issuer.Name,
            Description = content.Text,
            Parameters = [new CapNamedValue(profile.PriorityNames[0], announcement.Priority.ToString(CultureInfo.InvariantCulture))],
            Resources = content.Audio is { } audio ? [Resource(audio)] : [],
            Areas = [area],
        };
    }

    private static CapResource Resource(CapAudio audio) => new("audio", audio.MediaType)
    {
        Bytes = audio.Bytes,
        Uri = audio.Uri?.AbsoluteUri,
        Content = audio.Content is { } content ? Convert.ToBase64String(content) : null,
        Digest = audio.Digest is { } digest ? Convert.ToHexStringLower(digest) : null,
    };

    private static CapArea Area(CapAnnouncement announcement, CapProfile profile, CapContext context)
    {
        Audience audience = announcement.Audience ?? new Audience();
        var polygons = new List<IReadOnlyList<CapPoint>>();
        var codes = new List<CapNamedValue>();
        foreach (Selector selector in audience.Include)
        {
            bool isArea = selector.Area.Length > 0;
            if (isArea == selector.Polygon is not null || selector.Label.Length > 0 || selector.Device.Length > 0)
            {
                context.Problem(
                    "alert/info/area", CapReason.Inexpressible, "The audience is chosen by labels, devices, or the common part of two conditions.", "CAP knows areas, all of them together.",
                    "Publish it with an audience of areas and polygons.");
            }
            else if (isArea)
            {
                codes.Add(new CapNamedValue(profile.AreaCodeNames[0], selector.Area));
            }
            else
            {
                polygons.Add(Ring(selector.Polygon!));
            }
        }

        if (audience.Exclude.Count > 0 || audience.Include.Count == 0)
        {
            context.Problem(
                "alert/info/area", CapReason.Inexpressible, audience.Exclude.Count > 0 ? "The audience has exceptions." : "There is no audience.", "CAP knows areas, all of them together.",
                "Publish it with an audience of areas and polygons.");
        }

        string description = announcement.Places.Count > 0 ? string.Join(", ", announcement.Places) : string.Join(", ", codes.Select(code => code.Value).DefaultIfEmpty("polygon"));
        return new CapArea(description) { Polygons = polygons, Geocodes = codes };
    }

    private static List<CapPoint> Ring(Polygon polygon)
    {
        List<CapPoint> points = [.. polygon.Points.Select(point => new CapPoint(point.LatitudeE6 / 1_000_000m, point.LongitudeE6 / 1_000_000m))];
        if (points.Count > 0 && (points.Count < 4 || points[0] != points[^1]))
        {
            points.Add(points[0]);
        }

        return points;
    }
}
