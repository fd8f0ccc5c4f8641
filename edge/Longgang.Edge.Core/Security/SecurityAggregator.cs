using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Security;

/// <summary>
/// Turns incidents into few events: the first of a kind and device at once, then a count a period while it goes on.
/// A device that hammers with a wrong secret is one line a minute, not a full lane. Pure; its owner locks.
/// </summary>
/// <param name="period">How often a going-on incident is counted.</param>
/// <param name="capacity">Incidents watched at once; beyond that they count under no device.</param>
public sealed class SecurityAggregator(TimeSpan period, int capacity)
{
    private readonly Dictionary<(SecurityKind Kind, string Device), Watch> _watched = [];

    /// <summary>Something happened. Returns what is to be reported now, or null when it is being counted.</summary>
    /// <param name="kind">What.</param>
    /// <param name="device">A registered device's id, or empty.</param>
    /// <param name="detail">Words without personal data or secrets.</param>
    /// <param name="now">Monotonic time.</param>
    public SecurityIncident? Report(SecurityKind kind, string device, string detail, TimeSpan now)
    {
        if (!_watched.ContainsKey((kind, device)) && _watched.Count >= capacity)
        {
            device = string.Empty;
        }

        if (_watched.TryGetValue((kind, device), out Watch? watch))
        {
            watch.Count++;
            watch.Detail = detail;
            return null;
        }

        _watched[(kind, device)] = new Watch { Since = now, Detail = detail };
        return new SecurityIncident(kind, device, detail, 1);
    }

    /// <summary>The counts that are due. Incidents that have stopped are forgotten, so that the next one is reported at once.</summary>
    public IReadOnlyList<SecurityIncident> Due(TimeSpan now)
    {
        var due = new List<SecurityIncident>();
        foreach (((SecurityKind kind, string device), Watch watch) in _watched.ToArray())
        {
            if (now - watch.Since < period)
            {
                continue;
            }

            if (watch.Count == 0)
            {
                _watched.Remove((kind, device));
                continue;
            }

            due.Add(new SecurityIncident(kind, device, watch.Detail, watch.Count));
            watch.Count = 0;
            watch.Since = now;
        }

        return due;
    }

    private sealed class Watch
    {
        public TimeSpan Since { get; set; }

        public uint Count { get; set; }

        public string Detail { get; set; } = string.Empty;
    }
}
