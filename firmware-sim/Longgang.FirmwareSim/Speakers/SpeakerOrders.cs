using System.Globalization;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>Orders to a running fleet in words, a line each: <c>fault WHO WHAT</c> and <c>plug WHO SECONDS [forgetting]</c>.</summary>
public static class SpeakerOrders
{
    /// <summary>Does it; returns what was done, or what is wrong with the line and how it should be.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="line">WHO is an id, or a share such as <c>5%</c> for faults; WHAT a fault, <c>none</c> heals.</param>
    public static string Obey(SpeakerFleet fleet, string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            ["fault", var who, var what] => Break(fleet, who, what),
            ["plug", var who, var seconds] => Unplug(fleet, who, seconds, forgetting: false),
            ["plug", var who, var seconds, "forgetting"] => Unplug(fleet, who, seconds, forgetting: true),
            _ => $"not understood: {line}; say: fault ID|SHARE% {FaultNames()}, or: plug ID SECONDS [forgetting]",
        };
    }

    /// <summary>A fault by its name, in any case, with or without hyphens.</summary>
    public static bool TryParseFault(string name, out SpeakerFault fault) =>
        Enum.TryParse(name.Replace("-", string.Empty, StringComparison.Ordinal), ignoreCase: true, out fault)
        && Enum.IsDefined(fault) && !char.IsAsciiDigit(name[0]);

    /// <summary>All names, for people.</summary>
    public static string FaultNames() => string.Join('|', Enum.GetNames<SpeakerFault>().Select(name => name.ToLowerInvariant()));

    private static string Break(SpeakerFleet fleet, string who, string what)
    {
        if (!TryParseFault(what, out SpeakerFault fault))
        {
            return $"no fault is called {what}; there are {FaultNames()}";
        }

        if (who.EndsWith('%') && double.TryParse(who[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{fleet.SetFault(percent / 100, fault)} speakers are {what} now");
        }

        return fleet.SetFault(who, fault) ? $"{who} is {what} now" : $"no speaker is called {who}";
    }

    private static string Unplug(SpeakerFleet fleet, string who, string text, bool forgetting) =>
        !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) || seconds is < 0 or > 86_400
            ? $"{text} is no number of seconds between 0 and 86400"
            : fleet.PullPlug(who, TimeSpan.FromSeconds(seconds), forgetting) ? $"{who} has lost its power" : $"no speaker is called {who}";
}
