using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>What is known of a speaker now.</summary>
internal sealed class SpeakerStatus(string device)
{
    internal string Device { get; } = device;

    /// <summary>As the register has it; null when it is no longer there.</summary>
    internal SpeakerEntry? Entry { get; set; }

    /// <summary>Nobody has said anything: it is not there.</summary>
    internal Reach Reach { get; set; } = Reach.Offline;

    internal IReadOnlyList<string> Languages { get; set; } = [];

    /// <summary>What the cloud is to be told has changed.</summary>
    internal bool IsNews { get; set; }

    internal bool OnItsWay { get; set; }

    internal string Area => Entry?.Place.Area.Code ?? string.Empty;

    internal bool Speaks(string language) => Languages.Contains(language, StringComparer.OrdinalIgnoreCase);

    internal SpeakerReport ToReport()
    {
        var report = new SpeakerReport { Reach = Reach, Removed = Entry is null };
        if (Entry is { } entry)
        {
            report.Labels.Add(entry.Place.Labels);
            report.Position = entry.Place.Position;
            report.Group = entry.Group == Device ? string.Empty : entry.Group;
            report.Adapter = entry.Adapter;
            report.Languages.Add(Languages);
        }

        return report;
    }
}
