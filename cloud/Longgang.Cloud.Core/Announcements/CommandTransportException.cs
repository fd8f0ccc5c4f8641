namespace Longgang.Cloud.Core.Announcements;

/// <summary>The broker did not take a command. It is published again later.</summary>
public sealed class CommandTransportException : Exception
{
    /// <summary>Says why.</summary>
    public CommandTransportException(string message)
        : base(message)
    {
    }

    /// <summary>Says why, and how it came out.</summary>
    public CommandTransportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public CommandTransportException()
    {
    }
}
