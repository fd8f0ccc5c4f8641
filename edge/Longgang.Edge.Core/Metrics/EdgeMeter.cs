using System.Diagnostics.Metrics;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Metrics;

/// <summary>What the box counts. No label holds anything about a person, and none is unbounded: devices are not labels.</summary>
public sealed class EdgeMeter : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "Longgang.Edge";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _admitted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _alerts;
    private readonly Counter<long> _healthCodes;
    private readonly Counter<long> _security;
    private readonly Counter<long> _quarantined;
    private readonly Histogram<double> _verdictSeconds;
    private readonly UpDownCounter<long> _connections;

    /// <summary>Creates the instruments.</summary>
    public EdgeMeter()
    {
        _admitted = _meter.CreateCounter<long>("longgang.admitted", "{event}", "Events kept, by what they are and whether they were new.");
        _refused = _meter.CreateCounter<long>("longgang.refused", "{message}", "Messages not taken, by reason.");
        _verdicts = _meter.CreateCounter<long>("longgang.verdicts", "{scan}", "Verdicts given.");
        _alerts = _meter.CreateCounter<long>("longgang.alerts", "{alert}", "Alert events raised, by category and whether they repeat.");
        _healthCodes = _meter.CreateCounter<long>("longgang.healthcode.resolutions", "{scan}", "Resolved credentials, by outcome.");
        _security = _meter.CreateCounter<long>("longgang.security", "{event}", "Security events, by kind.");
        _quarantined = _meter.CreateCounter<long>("longgang.quarantine", "{message}", "Malformed messages, by outcome of keeping them.");
        _verdictSeconds = _meter.CreateHistogram<double>("longgang.verdict.duration", "s", "From reception to verdict.");
        _connections = _meter.CreateUpDownCounter<long>("longgang.lan.connections", "{connection}", "Authenticated LAN connections.");
    }

    /// <summary>An event was kept.</summary>
    public void Admitted(string what, bool isNew) => _admitted.Add(1, new("what", what), new("new", isNew));

    /// <summary>A message was not taken.</summary>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A verdict was given.</summary>
    public void Verdict(Verdict verdict, TimeSpan after)
    {
        _verdicts.Add(1, new KeyValuePair<string, object?>("verdict", WireNames.Of(verdict)));
        _verdictSeconds.Record(after.TotalSeconds);
    }

    /// <summary>An alert event is durable.</summary>
    public void Alert(AlertCategory category, bool repeat) => _alerts.Add(1, new("category", WireNames.Of(category)), new("repeat", repeat));

    /// <summary>A credential was resolved, or not.</summary>
    public void HealthCode(string outcome) => _healthCodes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Something happened that security people want to see.</summary>
    public void Security(SecurityKind kind) => _security.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>A malformed message was kept, or dropped because its writer could not keep up.</summary>
    public void Quarantined(string outcome) => _quarantined.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>A connection came (+1) or went (−1).</summary>
    public void Connection(int change) => _connections.Add(change);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
