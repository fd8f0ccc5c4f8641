namespace Longgang.Cloud.Core.Cap;

/// <summary>A point, WGS 84.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
public readonly record struct CapPoint(decimal Latitude, decimal Longitude);
