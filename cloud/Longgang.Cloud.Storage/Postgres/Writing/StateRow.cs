namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>The latest state of a device in a group.</summary>
/// <param name="Device">Number.</param>
/// <param name="AtUs">Box time.</param>
/// <param name="Online">Whether it is online.</param>
/// <param name="Firmware">Version.</param>
/// <param name="Buffered">Records that it holds.</param>
/// <param name="Flags">One a line.</param>
/// <param name="Count">States of this device in the group.</param>
internal sealed record StateRow(int Device, long AtUs, bool Online, string Firmware, long Buffered, string Flags, long Count = 1);
