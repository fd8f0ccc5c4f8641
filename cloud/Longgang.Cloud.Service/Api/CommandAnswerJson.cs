using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>What a box has made of a command of the announcement.</summary>
/// <param name="Command">32 hex digits.</param>
/// <param name="Occurrence">Number of the occurrence.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Status">taken, expired, refused, or none: it has not answered.</param>
/// <param name="Reason">Why it did not take it.</param>
/// <param name="Expected">How many of its speakers the cloud expected in the audience.</param>
/// <param name="Found">How many it found.</param>
/// <param name="Differs">It has taken it and found another number of speakers than the cloud.</param>
/// <param name="Sent">How often it was published for this box.</param>
/// <param name="AnsweredAt">When the answer came.</param>
public sealed record CommandAnswerJson(
    string Command,
    int Occurrence,
    string Gateway,
    string Status,
    string? Reason,
    int? Expected,
    int Found,
    bool Differs,
    int Sent,
    DateTimeOffset? AnsweredAt)
{
    /// <summary>The JSON of an answer.</summary>
    public static CommandAnswerJson Of(CommandAnswer answer) => new(
        answer.Command,
        answer.Occurrence,
        answer.Gateway,
        answer.Status switch
        {
            CommandStatus.Taken => "taken",
            CommandStatus.Expired => "expired",
            CommandStatus.Refused => "refused",
            _ => "none",
        },
        answer.Reason.Length == 0 ? null : answer.Reason,
        answer.Expected,
        answer.Speakers,
        answer.Differs,
        answer.Sent,
        answer.AnsweredAt);
}
