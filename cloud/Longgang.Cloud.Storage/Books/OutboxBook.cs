namespace Longgang.Cloud.Storage.Books;

/// <summary>The writer's view of one outbox: which sequences it knows.</summary>
internal sealed class OutboxBook(long id, long gateway)
{
    public const int StoredKind = 1;
    public const int ExpiredKind = 2;
    public const int QuarantinedKind = 3;

    /// <summary>Was stored, and went with a damaged page of the database.</summary>
    public const int LostKind = 4;

    public long Id { get; } = id;

    public long Gateway { get; } = gateway;

    public TrackedIntervals Stored { get; } = new(new());

    public TrackedIntervals Expired { get; } = new(new());

    public TrackedIntervals Quarantined { get; } = new(new());

    public TrackedIntervals Lost { get; } = new(new());

    public TrackedIntervals Of(int kind) => kind switch
    {
        StoredKind => Stored,
        ExpiredKind => Expired,
        QuarantinedKind => Quarantined,
        LostKind => Lost,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of range."),
    };
}
