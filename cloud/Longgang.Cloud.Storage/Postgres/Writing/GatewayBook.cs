using Longgang.Cloud.Storage.Books;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// The books of one gateway as of one version: the sequences of its outboxes, and those of the devices at home there. What the running transaction
/// adds is noted beside it, for the journal.
/// </summary>
internal sealed class GatewayBook(int id)
{
    /// <summary>The version of a book that knows nothing.</summary>
    public const long Unknown = -1;

    private readonly Dictionary<int, OutboxBook> _outboxes = [];
    private readonly Dictionary<int, DeviceBook> _devices = [];

    public int Id { get; } = id;

    /// <summary>The version that this is.</summary>
    public long Version { get; set; } = Unknown;

    /// <summary>The version of the last snapshot in the database.</summary>
    public long Snapshot { get; set; }

    /// <summary>What the running transaction adds.</summary>
    public BookDelta Delta { get; } = new();

    /// <summary>Scans that the running transaction adds for this gateway.</summary>
    public long ScansAdded { get; set; }

    public IEnumerable<OutboxBook> Outboxes => _outboxes.Values;

    public IEnumerable<DeviceBook> Devices => _devices.Values;

    public OutboxBook Outbox(int outbox)
    {
        if (!_outboxes.TryGetValue(outbox, out OutboxBook? book))
        {
            _outboxes.Add(outbox, book = new OutboxBook(outbox, Id));
        }

        return book;
    }

    /// <summary>The book of a device at home here; it belongs to this gateway until another one speaks for it.</summary>
    public DeviceBook Device(int device)
    {
        if (!_devices.TryGetValue(device, out DeviceBook? book))
        {
            _devices.Add(device, book = new DeviceBook(device, Id));
        }

        return book;
    }

    /// <summary>Notes a run of an outbox's sequences.</summary>
    public void AddRange(int outbox, int kind, long first, long last)
    {
        Outbox(outbox).Of(kind).Add(first, last);
        Delta.AddRange(outbox, kind, first, last);
    }

    /// <summary>Notes that a device's sequence is visible; false when it was.</summary>
    public bool Admit(DeviceBook device, long epoch, long sequence)
    {
        TrackedIntervals seen = device.Epoch(epoch);
        if (seen.Set.Contains(sequence))
        {
            return false;
        }

        seen.Add(sequence, sequence);
        Delta.AddSequence(device, epoch, sequence);
        return true;
    }

    /// <summary>Begins anew: nothing is known.</summary>
    public void Forget()
    {
        _outboxes.Clear();
        _devices.Clear();
        Version = Unknown;
        EndTransaction();
    }

    /// <summary>Nothing is pending.</summary>
    public void EndTransaction()
    {
        Delta.Clear();
        ScansAdded = 0;
    }
}
