using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>One speaker's part in an occurrence.</summary>
/// <param name="Speaker">Device id.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Area">Area code; empty: not known.</param>
/// <param name="State">sent, accepted, started, finished, failed, expired, preempted, cancelled or unreachable.</param>
/// <param name="Reason">Why.</param>
/// <param name="Final">Nothing more is awaited.</param>
/// <param name="Attempt">Number of the attempt.</param>
/// <param name="PlayedSeconds">How much was heard.</param>
/// <param name="Evidence">Who vouches for it: speaker, or box for a speaker that cannot answer.</param>
/// <param name="BoxTime">When it happened, by the box's clock.</param>
public sealed record SpeakerPartJson(
    string Speaker,
    string Gateway,
    string Area,
    string State,
    string? Reason,
    bool Final,
    int Attempt,
    double PlayedSeconds,
    string? Evidence,
    DateTimeOffset? BoxTime)
{
    /// <summary>The JSON of a part.</summary>
    public static SpeakerPartJson Of(SpeakerPart part) => new(
        part.Speaker,
        part.Gateway,
        part.Area,
        ReceiptNames.Of(part.State),
        part.Reason.Length == 0 ? null : part.Reason,
        part.IsFinal,
        part.Attempt,
        part.Played.TotalSeconds,
        part.Evidence switch
        {
            Contracts.Wire.Evidence.Speaker => "speaker",
            Contracts.Wire.Evidence.Box => "box",
            _ => null,
        },
        part.BoxTime);
}
