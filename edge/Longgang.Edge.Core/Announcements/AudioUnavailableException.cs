namespace Longgang.Edge.Core.Announcements;

/// <summary>There is no audio to play.</summary>
public sealed class AudioUnavailableException : Exception
{
    /// <summary>Says why, as receipts do.</summary>
    /// <param name="reason"><c>audio-unavailable</c>, <c>audio-damaged</c> or <c>speech-failed</c>.</param>
    /// <param name="detail">What happened, for people.</param>
    /// <param name="inner">What it came of.</param>
    public AudioUnavailableException(string reason, string detail, Exception? inner = null)
        : base($"{reason}: {detail}", inner) => Reason = reason;

    /// <inheritdoc/>
    public AudioUnavailableException()
    {
    }

    /// <inheritdoc/>
    public AudioUnavailableException(string message)
        : base(message)
    {
    }

    /// <inheritdoc/>
    public AudioUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>A word that does not change.</summary>
    public string Reason { get; } = "audio-unavailable";
}
