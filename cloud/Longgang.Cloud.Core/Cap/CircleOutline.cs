using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>
/// A circle as a polygon around it: everybody in the circle is in the polygon, and nobody in the polygon is farther from the centre than
/// <see cref="MostMetres"/>. A corner too much is heard by a few people more; a corner too little would leave out people who were meant.
/// </summary>
public static class CircleOutline
{
    /// <summary>Corners of the polygon.</summary>
    public const int Corners = 72;

    /// <summary>Largest radius; beyond it straight lines between degrees bend too much against the circle. A district is 40 km across.</summary>
    public const decimal MaxKilometres = 100;

    /// <summary>Greatest latitude, for the same reason.</summary>
    public const decimal MaxLatitude = 70;

    // Straight in degrees is not straight on the ground: between two corners 8.7 km apart at 70° the difference stays below 5 m (length² × tan latitude ÷ 8 radii of the Earth).
    private const double RelativeMargin = 1e-4;
    private const double Metre = 1;

    /// <summary>The greatest distance of the polygon from the centre: one part in 700 and four metres beyond the radius.</summary>
    /// <param name="radiusMetres">Of the circle.</param>
    public static double MostMetres(double radiusMetres) => (radiusMetres * (1 + (1.0 / 700))) + 4;

    /// <summary>Whether the polygon keeps what it promises.</summary>
    public static bool CanApproximate(CapCircle circle) =>
        circle.RadiusKilometres <= MaxKilometres
        && Math.Abs(circle.Centre.Latitude) <= MaxLatitude
        && Math.Abs(circle.Centre.Longitude) + (circle.RadiusKilometres / 35) < 180; // A degree of longitude is 38 km at 70°.

    /// <summary>The polygon, its corners on a circle that is just so much wider that the middle of its edges lies outside the circle.</summary>
    public static Polygon Around(CapCircle circle)
    {
        double radius = (double)circle.RadiusKilometres * 1000;
        double corner = (radius * (1 + RelativeMargin) / Math.Cos(Math.PI / Corners)) + Metre;
        var polygon = new Polygon();
        for (int i = 0; i < Corners; i++)
        {
            (double latitude, double longitude) = Geodesic.Destination(
                (double)circle.Centre.Latitude, (double)circle.Centre.Longitude, 2 * Math.PI * i / Corners, corner);
            polygon.Points.Add(new Point { LatitudeE6 = (int)Math.Round(latitude * 1e6), LongitudeE6 = (int)Math.Round(longitude * 1e6) });
        }

        return polygon;
    }
}
