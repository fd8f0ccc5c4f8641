namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>The last plays that a loudspeaker was told, with the last word that it said about each.</summary>
public sealed class PlayMemory(int capacity)
{
    private readonly List<Entry> _entries = [];

    public int Count => _entries.Count;

    /// <summary>Returns false when it knows the play already.</summary>
    public bool TryAdd(UInt128 play)
    {
        if (IndexOf(play) >= 0)
        {
            return false;
        }

        if (_entries.Count == capacity)
        {
            _entries.RemoveAt(0);
        }

        _entries.Add(new Entry { Play = play });
        return true;
    }

    /// <summary>Keeps what was said.</summary>
    public void Say(in SpeakerReceipt receipt)
    {
        if (IndexOf(receipt.Play) is >= 0 and int at)
        {
            _entries[at] = new Entry { Play = receipt.Play, Said = receipt };
        }
    }

    /// <summary>The last word about a play, null when there was none.</summary>
    public SpeakerReceipt? LastWord(UInt128 play) => IndexOf(play) is >= 0 and int at ? _entries[at].Said : null;

    public void Clear() => _entries.Clear();

    private int IndexOf(UInt128 play)
    {
        for (int i = _entries.Count - 1; i >= 0; i--)
        {
            if (_entries[i].Play == play)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Entry(UInt128 Play, SpeakerReceipt? Said);
}
