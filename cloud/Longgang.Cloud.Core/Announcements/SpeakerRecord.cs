using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>A speaker as its box last reported it.</summary>
public sealed record SpeakerRecord
{
    /// <summary>Device id.</summary>
    public required string Device { get; init; }

    /// <summary>The box.</summary>
    public required string Gateway { get; init; }

    /// <summary>Where it stands; default: not known.</summary>
    public AreaCode Area { get; init; }

    /// <summary>Whether it can be told something.</summary>
    public Reach Reach { get; init; }

    /// <summary>What ops staff have called it.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>WGS 84; null: not known.</summary>
    public Point? Position { get; init; }

    /// <summary>Speakers that can only play together; empty: by itself.</summary>
    public string Group { get; init; } = string.Empty;

    /// <summary>How the box reaches it: <c>mqtt</c>, <c>rtp</c>.</summary>
    public string Adapter { get; init; } = string.Empty;

    /// <summary>What it can speak by itself; empty: only recordings.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>The box does not have it any more.</summary>
    public bool Removed { get; init; }

    /// <summary>When the report came.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>What an audience asks of it.</summary>
    public SpeakerPlace Place => new(Device, Area, Labels, Position);

    /// <summary>
    /// One entry for each speaker. One that moved is reported by two boxes: the one that has it counts, and if both say so the later word. In the order of ids.
    /// </summary>
    public static IReadOnlyList<SpeakerRecord> OnePerDevice(IEnumerable<SpeakerRecord> reports) =>
        [.. reports.GroupBy(report => report.Device, StringComparer.Ordinal)
            .Select(group => group.OrderBy(report => report.Removed).ThenByDescending(report => report.ReceivedAt).ThenBy(report => report.Gateway, StringComparer.Ordinal).First())
            .OrderBy(report => report.Device, StringComparer.Ordinal)];
}
