using System.Diagnostics.CodeAnalysis;
using Google.Protobuf.Collections;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Announcements;

/// <summary>
/// Decides who is in an audience. The one place that does: the cloud asks it before sending, the box when it sends.
/// Immutable and thread-safe.
/// </summary>
public sealed class AudienceMatcher
{
    /// <summary>Most selectors of either kind, the ones of devices aside.</summary>
    public const int MaxSelectors = 1_000;

    /// <summary>Most points of all polygons together.</summary>
    public const int MaxPoints = 10_000;

    private readonly Condition[] _include;
    private readonly Condition[] _exclude;
    private readonly HashSet<string> _includeDevices;
    private readonly HashSet<string> _excludeDevices;

    private AudienceMatcher(Audience audience)
    {
        (_include, _includeDevices) = Split(audience.Include);
        (_exclude, _excludeDevices) = Split(audience.Exclude);
    }

    /// <summary>Prepares an audience; says what is wrong with one that nobody could mean.</summary>
    /// <param name="audience">As it travels.</param>
    /// <param name="matcher">The matcher, when the result is true.</param>
    /// <param name="problem">What is wrong, naming the field, when it is false.</param>
    public static bool TryCreate(Audience? audience, [NotNullWhen(true)] out AudienceMatcher? matcher, [NotNullWhen(false)] out string? problem)
    {
        problem = Check(audience);
        matcher = problem is null ? new AudienceMatcher(audience!) : null;
        return problem is null;
    }

    /// <summary>Whether a speaker is in the audience.</summary>
    public bool Covers(in SpeakerPlace speaker) =>
        Holds(_include, _includeDevices, speaker) && !Holds(_exclude, _excludeDevices, speaker);

    private static bool Holds(Condition[] conditions, HashSet<string> devices, in SpeakerPlace speaker)
    {
        if (devices.Contains(speaker.Device))
        {
            return true;
        }

        foreach (Condition condition in conditions)
        {
            if (condition.Holds(speaker))
            {
                return true;
            }
        }

        return false;
    }

    // Audiences of a retry name some hundred devices: these are looked up, not walked through.
    private static (Condition[] Conditions, HashSet<string> Devices) Split(IEnumerable<Selector> selectors)
    {
        var conditions = new List<Condition>();
        var devices = new HashSet<string>(StringComparer.Ordinal);
        foreach (Selector selector in selectors)
        {
            if (IsDeviceOnly(selector))
            {
                devices.Add(selector.Device);
            }
            else
            {
                conditions.Add(new Condition(selector));
            }
        }

        return ([.. conditions], devices);
    }

    private static bool IsDeviceOnly(Selector selector) =>
        selector.Device.Length > 0 && selector.Area.Length == 0 && selector.Label.Length == 0 && selector.Polygon is null;

    private static string? Check(Audience? audience)
    {
        if (audience is null || audience.Include.Count == 0)
        {
            return "audience.include is empty: nobody would hear it. Name an area, a polygon, a label or a device.";
        }

        return Check("audience.include", audience.Include) ?? Check("audience.exclude", audience.Exclude);
    }

    private static string? Check(string field, RepeatedField<Selector> selectors)
    {
        int points = selectors.Sum(selector => selector.Polygon?.Points.Count ?? 0);
        if (selectors.Count(selector => !IsDeviceOnly(selector)) > MaxSelectors)
        {
            return $"{field} has more than {MaxSelectors} entries. Name a larger area, or give the speakers a label.";
        }

        if (points > MaxPoints)
        {
            return $"{field} has {points} points in its polygons, more than {MaxPoints}. Simplify them.";
        }

        for (int i = 0; i < selectors.Count; i++)
        {
            if (Check(selectors[i]) is { } problem)
            {
                return $"{field}[{i}]{problem}";
            }
        }

        return null;
    }

    private static string? Check(Selector selector)
    {
        if (selector.Area.Length > 0 && !AreaCode.TryParse(selector.Area, out _))
        {
            return $".area '{selector.Area}' is not an area code of 6, 9 or 12 digits.";
        }

        if (selector.Polygon is not { } polygon)
        {
            return selector.Area.Length + selector.Label.Length + selector.Device.Length == 0 ? " says nothing. Set area, polygon, label or device." : null;
        }

        foreach (Point point in polygon.Points)
        {
            if (point.LatitudeE6 is < -90_000_000 or > 90_000_000 || point.LongitudeE6 is < -180_000_000 or > 180_000_000)
            {
                return ".polygon has a point that is not on Earth. Latitudes are -90 to 90, longitudes -180 to 180 degrees, in millionths.";
            }
        }

        return polygon.Points.Distinct().Count() < 3 ? ".polygon has fewer than 3 different points." : null;
    }

    private sealed class Condition(Selector selector)
    {
        private readonly AreaCode? _area = AreaCode.TryParse(selector.Area, out AreaCode area) ? area : null;
        private readonly Ring? _ring = selector.Polygon is { } polygon ? new Ring(polygon.Points) : null;

        public bool Holds(in SpeakerPlace speaker) =>
            (_area is not { } within || within.Covers(speaker.Area))
            && (selector.Label.Length == 0 || speaker.Labels.Contains(selector.Label))
            && (selector.Device.Length == 0 || string.Equals(selector.Device, speaker.Device, StringComparison.Ordinal))
            && (_ring is null || (speaker.Position is { } position && _ring.Covers(position)));
    }
}
