namespace Longgang.Cloud.Core.Cap;

/// <summary>A circle on the ground.</summary>
/// <param name="Centre">Its centre.</param>
/// <param name="RadiusKilometres">Not negative; zero is a point.</param>
public readonly record struct CapCircle(CapPoint Centre, decimal RadiusKilometres);
