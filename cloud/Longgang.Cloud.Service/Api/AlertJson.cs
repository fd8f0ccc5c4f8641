using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>An alert.</summary>
/// <param name="Id">32 hex digits, minted at the box.</param>
/// <param name="Category">What it is about.</param>
/// <param name="Severity">red, orange, yellow or blue.</param>
/// <param name="State">raised, acknowledged, assigned or resolved.</param>
/// <param name="Count">How many scans belong to it.</param>
/// <param name="Device">Device of the scan behind the latest change.</param>
/// <param name="Epoch">Device epoch of that scan.</param>
/// <param name="Seq">Device sequence of that scan, 0: the device cannot count.</param>
/// <param name="Area">Area code.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Masked">First 6 and last 4 of the person's ID number.</param>
/// <param name="Reasons">Why.</param>
/// <param name="Temperature">°C, when it was measured.</param>
/// <param name="RaisedAt">When the first event happened, as far as it is known today.</param>
/// <param name="TimeBasis">Where <c>raisedAt</c> comes from: synchronized, holdover, corrected, unsynchronized or bounded.</param>
/// <param name="BoxTime">What the box's clock said.</param>
/// <param name="Detail">What else the category needs to be understood, as words key=value between spaces.</param>
/// <param name="ChangedAt">When it last changed.</param>
/// <param name="Assignee">Who is on it.</param>
public sealed record AlertJson(
    string Id,
    string Category,
    string Severity,
    string State,
    long Count,
    string Device,
    long Epoch,
    long Seq,
    string Area,
    string Gateway,
    string? Masked,
    IReadOnlyList<string> Reasons,
    decimal? Temperature,
    DateTimeOffset RaisedAt,
    string TimeBasis,
    DateTimeOffset BoxTime,
    string? Detail,
    DateTimeOffset ChangedAt,
    string? Assignee)
{
    /// <summary>The JSON of an alert.</summary>
    public static AlertJson Of(AlertSnapshot alert) => new(
        alert.Id,
        WireNames.Of(alert.Category),
        WireNames.Of(alert.Severity),
        AlertNames.Of(alert.State),
        alert.Count,
        alert.Device,
        alert.Epoch,
        alert.Sequence,
        alert.Area,
        alert.Gateway,
        alert.Masked.Length == 0 ? null : alert.Masked,
        [.. alert.Reasons.Select(WireNames.Of)],
        alert.TemperatureCentiCelsius == 0 ? null : alert.TemperatureCentiCelsius / 100m,
        alert.Raised.At,
        TimeBasisNames.Of(alert.Raised.Basis),
        alert.BoxTime,
        alert.Detail.Length == 0 ? null : alert.Detail,
        alert.ChangedAt,
        alert.Assignee);
}
