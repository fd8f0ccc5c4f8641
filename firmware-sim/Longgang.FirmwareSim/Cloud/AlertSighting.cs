namespace Longgang.FirmwareSim.Cloud;

/// <summary>An alert change as the listener saw it.</summary>
/// <param name="Change">The change number.</param>
/// <param name="What"><c>raised</c>, <c>repeated</c>, …</param>
/// <param name="Alert">The alert's id.</param>
/// <param name="Device">The device of the scan behind it; empty when there is none.</param>
/// <param name="Epoch">That scan's epoch.</param>
/// <param name="Sequence">That scan's sequence number.</param>
/// <param name="SeenAt">When it arrived: a timestamp of the monotonic clock.</param>
public sealed record AlertSighting(long Change, string What, string Alert, string Device, ulong Epoch, ulong Sequence, long SeenAt);
