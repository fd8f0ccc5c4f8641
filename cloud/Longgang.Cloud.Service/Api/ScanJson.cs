using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Time;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>A stored scan.</summary>
/// <param name="Id">Grows with every stored event.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Device">The sentinel.</param>
/// <param name="Epoch">Device epoch.</param>
/// <param name="Seq">Device sequence, 0: the device cannot count.</param>
/// <param name="Area">Area code.</param>
/// <param name="DeviceTime">What the device's clock said.</param>
/// <param name="BoxTime">The box's clock at reception.</param>
/// <param name="Time">When it happened, as far as it is known today.</param>
/// <param name="TimeBasis">Where <c>time</c> comes from: synchronized, holdover, corrected, unsynchronized or bounded.</param>
/// <param name="ReceivedAt">When the cloud received it: it happened no later. Null: no longer known.</param>
/// <param name="ClockQuality">How good the box's clock was.</param>
/// <param name="Direction">in or out.</param>
/// <param name="Masked">First 6 and last 4 of the person's ID number.</param>
/// <param name="Temperature">°C, when it was measured.</param>
/// <param name="Verdict">pass, warn or deny.</param>
/// <param name="Reasons">Why.</param>
/// <param name="GateOpened">Whether the gate opened.</param>
public sealed record ScanJson(
    long Id,
    string Gateway,
    string Device,
    long Epoch,
    long Seq,
    string Area,
    DateTimeOffset? DeviceTime,
    DateTimeOffset BoxTime,
    DateTimeOffset Time,
    string TimeBasis,
    DateTimeOffset? ReceivedAt,
    string ClockQuality,
    string? Direction,
    string? Masked,
    decimal? Temperature,
    string Verdict,
    IReadOnlyList<string> Reasons,
    bool GateOpened)
{
    /// <summary>The JSON of a scan.</summary>
    public static ScanJson Of(ScanRecord scan) => new(
        scan.Id,
        scan.Gateway,
        scan.Device,
        scan.Epoch,
        scan.Sequence,
        scan.Area,
        scan.DeviceTime,
        scan.BoxTime,
        scan.Time.At,
        TimeBasisNames.Of(scan.Time.Basis),
        scan.ReceivedAt,
        WireNames.Of(scan.Quality),
        scan.Direction switch { Contracts.Wire.Direction.In => "in", Contracts.Wire.Direction.Out => "out", _ => null },
        scan.Masked.Length == 0 ? null : scan.Masked,
        scan.TemperatureCentiCelsius == 0 ? null : scan.TemperatureCentiCelsius / 100m,
        WireNames.Of(scan.Verdict),
        [.. scan.Reasons.Select(WireNames.Of)],
        scan.GateOpened);
}
