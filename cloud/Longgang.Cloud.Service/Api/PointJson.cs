using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>A point, WGS 84.</summary>
/// <param name="Latitude">Degrees, to the north; the cloud keeps six digits after the point.</param>
/// <param name="Longitude">Degrees, to the east.</param>
public sealed record PointJson(decimal Latitude, decimal Longitude)
{
    private const decimal Millionths = 1_000_000;

    /// <summary>The JSON of a point.</summary>
    public static PointJson Of(Point point) => new(point.LatitudeE6 / Millionths, point.LongitudeE6 / Millionths);

    /// <summary>The point; what is not on Earth stays so, and is refused with its audience.</summary>
    public Point ToPoint() => new() { LatitudeE6 = Round(Latitude), LongitudeE6 = Round(Longitude) };

    private static int Round(decimal degrees) => (int)decimal.Round(Math.Clamp(degrees, -1_000, 1_000) * Millionths);
}
