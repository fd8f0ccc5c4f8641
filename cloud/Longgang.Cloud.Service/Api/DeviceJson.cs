using Longgang.Cloud.Core.Fleet;

namespace Longgang.Cloud.Service.Api;

/// <summary>A device.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Gateway">The box that last spoke for it.</param>
/// <param name="Area">Area code.</param>
/// <param name="LastSeen">Box time of its latest event.</param>
/// <param name="Scans">Scans stored, also those deleted since.</param>
/// <param name="Readings">Readings stored.</param>
/// <param name="States">States stored.</param>
/// <param name="Online">What its latest state said; null before the first.</param>
/// <param name="Firmware">Firmware.</param>
/// <param name="Buffered">Records that it holds itself.</param>
/// <param name="Flags">Flags of its latest state.</param>
public sealed record DeviceJson(
    string Id,
    string Gateway,
    string Area,
    DateTimeOffset LastSeen,
    long Scans,
    long Readings,
    long States,
    bool? Online,
    string? Firmware,
    long? Buffered,
    IReadOnlyList<string> Flags)
{
    /// <summary>The JSON of a device.</summary>
    public static DeviceJson Of(DeviceSummary device) => new(
        device.Id, device.Gateway, device.Area, device.LastSeen, device.Scans, device.Readings, device.States, device.Online, device.Firmware, device.Buffered, device.Flags);
}
