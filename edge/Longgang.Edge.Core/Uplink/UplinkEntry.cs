namespace Longgang.Edge.Core.Uplink;

/// <summary>One batch of a window.</summary>
internal sealed class UplinkEntry
{
    public required uint Count { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Whether it lay in the lane before what is live began.</summary>
    public bool IsBacklog { get; init; }

    /// <summary>Sent and unanswered.</summary>
    public bool InFlight { get; set; }

    /// <summary>In flight: when the answer is overdue. Otherwise: when to send again.</summary>
    public TimeSpan DueAt { get; set; }

    /// <summary>When it was sent last.</summary>
    public TimeSpan SentAt { get; set; }

    /// <summary>Times that answers to later sendings came before its own; each doubles the lead that counts as one.</summary>
    public int Overtaken { get; set; }

    /// <summary>The broker did not take it: nobody was there to take it on.</summary>
    public bool TurnedAway { get; set; }

    /// <summary>Sendings on this connection; each doubles the time that the cloud gets.</summary>
    public int Timeouts { get; set; }

    /// <summary>Damaged arrivals and rejections by the broker.</summary>
    public int Repairs { get; set; }

    public int Refusals { get; set; }

    /// <summary>Why the cloud refuses it at present; null when it does not.</summary>
    public string? Reason { get; set; }
}
