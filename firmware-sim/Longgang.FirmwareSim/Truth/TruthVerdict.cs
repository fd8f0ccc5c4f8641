namespace Longgang.FirmwareSim.Truth;

/// <summary>What the comparison of truth and store found.</summary>
/// <param name="Accepted">Scans that the devices were told are kept.</param>
/// <param name="Stored">Different scans of the fleet that the cloud has.</param>
/// <param name="Missing">Accepted and not stored.</param>
/// <param name="Duplicated">Stored again: each surplus copy counts.</param>
/// <param name="Unacknowledged">Stored, and the device was never told so: an acknowledgement may be lost.</param>
/// <param name="RefusedStored">Stored although the device was told that it is refused.</param>
/// <param name="Examples">A few of what is wrong, by name.</param>
public sealed record TruthVerdict(
    long Accepted, long Stored, long Missing, long Duplicated, long Unacknowledged, long RefusedStored, IReadOnlyList<string> Examples);
