namespace Longgang.Edge.Core.Announcements;

/// <summary>The inbox has reached its bound, or its disk is full. Nothing was written.</summary>
public sealed class InboxFullException : IOException
{
    /// <summary>Says what is full.</summary>
    public InboxFullException(string message)
        : base(message)
    {
    }

    /// <summary>Says what is full, and how it came out.</summary>
    public InboxFullException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <inheritdoc/>
    public InboxFullException()
    {
    }
}
