namespace Longgang.Edge.Core.Lanes;

/// <summary>
/// What a lane already holds of one device: the highest sequence accepted and a 64-wide window below it,
/// so that messages that overtake each other are neither lost nor taken twice (the anti-replay window of RFC 4303, section 3.4.3).
/// </summary>
/// <param name="Epoch">The device's sequence epoch; a higher one starts the sequence anew.</param>
/// <param name="High">Highest sequence accepted in that epoch.</param>
/// <param name="Window">Bit n set: <c>High − n</c> was accepted.</param>
public readonly record struct DeviceCursor(ulong Epoch, ulong High, ulong Window)
{
    /// <summary>How (epoch, sequence) stands to this cursor.</summary>
    public CursorRelation Compare(ulong epoch, ulong sequence)
    {
        if (epoch != Epoch)
        {
            return epoch > Epoch ? CursorRelation.New : CursorRelation.StaleEpoch;
        }

        if (sequence > High)
        {
            return CursorRelation.New;
        }

        ulong distance = High - sequence;
        return distance < 64 && (Window >> (int)distance & 1) == 0 ? CursorRelation.New : CursorRelation.Seen;
    }

    /// <summary>The cursor after accepting (epoch, sequence), which must be <see cref="CursorRelation.New"/>.</summary>
    public DeviceCursor Advance(ulong epoch, ulong sequence)
    {
        if (epoch > Epoch || (High == 0 && Window == 0))
        {
            return new DeviceCursor(epoch, sequence, 1);
        }

        if (sequence > High)
        {
            ulong shift = sequence - High;
            return new DeviceCursor(epoch, sequence, shift < 64 ? (Window << (int)shift) | 1 : 1);
        }

        return this with { Window = Window | 1UL << (int)(High - sequence) };
    }
}
