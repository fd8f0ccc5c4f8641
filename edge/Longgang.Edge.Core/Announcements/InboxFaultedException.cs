namespace Longgang.Edge.Core.Announcements;

/// <summary>The inbox could not be written or read. What was being written may be there or not.</summary>
public sealed class InboxFaultedException : IOException
{
    /// <summary>Says what failed.</summary>
    public InboxFaultedException(string message)
        : base(message)
    {
    }

    /// <summary>Says what failed, and how it came out.</summary>
    public InboxFaultedException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public InboxFaultedException()
    {
    }
}
