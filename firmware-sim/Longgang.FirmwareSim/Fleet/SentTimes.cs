namespace Longgang.FirmwareSim.Fleet;

/// <summary>When the last few scans of a device were first sent: a verdict may come after the acknowledgement, even after the next scan.</summary>
public sealed class SentTimes
{
    private readonly (ulong Sequence, long At)[] _times = new (ulong, long)[4];
    private int _next;

    public void Add(ulong sequence, long at) => _times[_next++ & 3] = (sequence, at);

    /// <summary>When the scan was first sent, once: the second verdict for the same scan is no measurement.</summary>
    public bool TryTake(ulong sequence, out long at)
    {
        for (int i = 0; i < _times.Length; i++)
        {
            if (_times[i].Sequence == sequence && sequence != 0)
            {
                at = _times[i].At;
                _times[i] = default;
                return true;
            }
        }

        at = 0;
        return false;
    }
}
