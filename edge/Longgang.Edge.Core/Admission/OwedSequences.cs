using System.Numerics;

namespace Longgang.Edge.Core.Admission;

/// <summary>
/// Sequences of one epoch that the box has refused for now and that the device still owes. While it owes one, nothing 64 or more
/// beyond it may be accepted: the anti-replay window would pass over it, and when it came at last it would look like a retransmission
/// and be acknowledged without being kept.
/// </summary>
internal struct OwedSequences
{
    private ulong _first;
    private ulong _others;

    /// <summary>The lowest, or 0.</summary>
    public readonly ulong First => _first;

    /// <summary>One was refused.</summary>
    public void Add(ulong sequence)
    {
        if (_first == 0)
        {
            _first = sequence;
            _others = 1;
        }
        else if (sequence < _first)
        {
            ulong shift = _first - sequence;
            _others = shift < 64 ? (_others << (int)shift) | 1 : 1;
            _first = sequence;
        }
        else if (sequence - _first < 64)
        {
            _others |= 1UL << (int)(sequence - _first);
        }
    }

    /// <summary>One has been kept after all.</summary>
    public void Remove(ulong sequence)
    {
        if (_first == 0 || sequence < _first || sequence - _first >= 64)
        {
            return;
        }

        _others &= ~(1UL << (int)(sequence - _first));
        if (_others == 0)
        {
            _first = 0;
            return;
        }

        int zeros = BitOperations.TrailingZeroCount(_others);
        _first += (ulong)zeros;
        _others >>= zeros;
    }

    /// <summary>Whether accepting this sequence would move the window past one that is owed.</summary>
    public readonly bool Forbids(ulong sequence) => _first != 0 && sequence > _first && sequence - _first >= 64;
}
