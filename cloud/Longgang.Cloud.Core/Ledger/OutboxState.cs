namespace Longgang.Cloud.Core.Ledger;

/// <summary>Whether an outbox is still the box's, and if not, how it ended.</summary>
public enum OutboxState
{
    /// <summary>The box uses it, or nothing else was heard.</summary>
    Current,

    /// <summary>The box uses another one now; its last word about this one was that of an orderly stop, with exact figures.</summary>
    Retired,

    /// <summary>
    /// The box uses another one now and never said how this one ended: a new box, or files that were deleted. What it accepted after
    /// its last status is unknown.
    /// </summary>
    Replaced,

    /// <summary>It was damaged and given up; its successor told exactly how far it had come.</summary>
    Ended,

    /// <summary>It was damaged and given up, and its successor could not tell how far it had come.</summary>
    EndUnknown,
}
