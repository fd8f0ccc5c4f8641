using Longgang.Cloud.Core.Alerts;

namespace Longgang.Cloud.Service.Api;

/// <summary>One entry of an alert's history.</summary>
/// <param name="Change">Number of the change.</param>
/// <param name="What">raised, repeated, acknowledged, assigned, commented or resolved.</param>
/// <param name="At">When.</param>
/// <param name="By">The person; the gateway for raised and repeated.</param>
/// <param name="Comment">What the person said.</param>
/// <param name="State">State afterwards.</param>
/// <param name="Count">Count afterwards.</param>
/// <param name="Assignee">Assignee afterwards.</param>
/// <param name="Device">Device of the scan behind it.</param>
/// <param name="Epoch">Device epoch.</param>
/// <param name="Seq">Device sequence.</param>
public sealed record AlertChangeJson(
    long Change, string What, DateTimeOffset At, string By, string? Comment, string State, long Count, string? Assignee, string Device, long Epoch, long Seq)
{
    /// <summary>The JSON of a change.</summary>
    public static AlertChangeJson Of(AlertChange change) => new(
        change.Number,
        AlertNames.Of(change.What),
        change.At,
        change.By,
        change.Comment,
        AlertNames.Of(change.Alert.State),
        change.Alert.Count,
        change.Alert.Assignee,
        change.Alert.Device,
        change.Alert.Epoch,
        change.Alert.Sequence);
}
