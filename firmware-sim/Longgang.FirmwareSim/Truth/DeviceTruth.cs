namespace Longgang.FirmwareSim.Truth;

/// <summary>One device in one epoch, as arrays by sequence number: a run has millions of scans.</summary>
public sealed class DeviceTruth
{
    private SequenceState[] _states = new SequenceState[64];
    private long[] _sentAt = new long[64];
    private byte[] _stored = new byte[64];

    /// <summary>The highest sequence number that is written down or stored.</summary>
    public int Last { get; private set; }

    public SequenceState State(int sequence) => sequence < _states.Length ? _states[sequence] : SequenceState.None;

    /// <summary>When it was first sent; 0 when that is not known.</summary>
    public long SentAt(int sequence) => sequence < _sentAt.Length ? _sentAt[sequence] : 0;

    /// <summary>How often the cloud has it.</summary>
    public int Stored(int sequence) => sequence < _stored.Length ? _stored[sequence] : 0;

    public void Set(int sequence, SequenceState state, long sentAt)
    {
        Reach(sequence);
        _states[sequence] = state;
        _sentAt[sequence] = sentAt == 0 ? _sentAt[sequence] : sentAt;
    }

    public void AddStored(int sequence)
    {
        Reach(sequence);
        _stored[sequence] = (byte)Math.Min(byte.MaxValue, _stored[sequence] + 1);
    }

    public void ClearStored() => Array.Clear(_stored);

    private void Reach(int sequence)
    {
        Last = Math.Max(Last, sequence);
        if (sequence >= _states.Length)
        {
            int size = Math.Max(sequence + 1, _states.Length * 2);
            Array.Resize(ref _states, size);
            Array.Resize(ref _sentAt, size);
            Array.Resize(ref _stored, size);
        }
    }
}
