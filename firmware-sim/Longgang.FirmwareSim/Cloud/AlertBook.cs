using Longgang.FirmwareSim.Measure;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>Holds the alerts that the listener saw against the scans behind them.</summary>
public sealed class AlertBook(TimeProvider time)
{
    private readonly HashSet<string> _raised = new(StringComparer.Ordinal);
    private readonly List<AlertSighting> _unmatched = [];
    private long _lastChange;

    /// <summary>Different alerts raised.</summary>
    public int Raised => _raised.Count;

    /// <summary>Changes that the listener got a second time, and alerts that were raised a second time.</summary>
    public long Duplicated { get; private set; }

    /// <summary>Sightings whose scan is not known as sent (yet).</summary>
    public int Unmatched => _unmatched.Count;

    /// <summary>From the first publication of the scan to the listener.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>Scans sent before this timestamp are not measured: the end of the warm-up.</summary>
    public long MeasureFrom { get; set; }

    public bool Saw(string alert) => _raised.Contains(alert);

    public void Add(AlertSighting sighting)
    {
        if (sighting.Change <= _lastChange)
        {
            Duplicated++;
            return;
        }

        _lastChange = sighting.Change;
        if (sighting.What == "raised" && !_raised.Add(sighting.Alert))
        {
            Duplicated++;
        }

        // A repetition is another scan's, merged into an alert that the officer has long had: no alert of its own to measure.
        if (sighting.What == "raised" && sighting.Device.Length > 0 && sighting.Sequence > 0)
        {
            _unmatched.Add(sighting);
        }
    }

    /// <summary>Measures what the truth explains by now: a scan is in the truth once its device got the acknowledgement.</summary>
    public void Match(TruthTable truth) => _unmatched.RemoveAll(sighting =>
    {
        long sentAt = truth.Find(sighting.Device, sighting.Epoch)?.SentAt((int)sighting.Sequence) ?? 0;
        if (sentAt > 0 && sentAt >= MeasureFrom)
        {
            Latency.Add(time.GetElapsedTime(sentAt, sighting.SeenAt));
        }

        return sentAt > 0;
    });
}
