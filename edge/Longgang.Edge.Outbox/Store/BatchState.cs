namespace Longgang.Edge.Outbox.Store;

/// <summary>How a batch was found.</summary>
internal enum BatchState
{
    /// <summary>As it was written.</summary>
    Whole,

    /// <summary>There is none of that sequence.</summary>
    Missing,

    /// <summary>Something is there, but not what was written.</summary>
    Damaged,
}
