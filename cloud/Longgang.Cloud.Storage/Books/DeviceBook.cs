namespace Longgang.Cloud.Storage.Books;

/// <summary>The writer's view of one device: counts, and which of its sequences are visible.</summary>
internal sealed class DeviceBook(long id, long gateway)
{
    private readonly Dictionary<long, TrackedIntervals> _epochs = [];
    private long _latestEpoch = long.MinValue;
    private TrackedIntervals? _latest;

    public long Id { get; } = id;

    public long Gateway { get; set; } = gateway;

    public long Area { get; set; }

    public long LastSeenUs { get; set; }

    public long Scans { get; set; }

    public long Readings { get; set; }

    public bool Dirty { get; set; }

    public IEnumerable<KeyValuePair<long, TrackedIntervals>> Epochs => _epochs;

    public TrackedIntervals Epoch(long epoch)
    {
        if (_latest is not null && _latestEpoch == epoch)
        {
            return _latest;
        }

        if (!_epochs.TryGetValue(epoch, out TrackedIntervals? set))
        {
            set = new TrackedIntervals(new());
            _epochs.Add(epoch, set);
        }

        _latestEpoch = epoch;
        _latest = set;
        return set;
    }

    public void Touch(long gateway, long area, long boxUs)
    {
        Dirty = true;

        // Events of one device arrive in order within a lane, but a box that was offline delivers late: the newest time wins.
        if (boxUs >= LastSeenUs)
        {
            LastSeenUs = boxUs;
            Gateway = gateway;
            Area = area == 0 ? Area : area;
        }
    }
}
