namespace Longgang.Cloud.Core.Cap;

/// <summary>Distances on the ellipsoid of WGS 84.</summary>
internal static class Geodesic
{
    private const double EquatorMetres = 6_378_137.0;
    private const double Flattening = 1 / 298.257223563;
    private const double PoleMetres = EquatorMetres * (1 - Flattening);

    /// <summary>Where one arrives (T. Vincenty, Survey Review 176, 1975, direct formula: good to half a millimetre).</summary>
    /// <param name="latitude">Of the start, degrees.</param>
    /// <param name="longitude">Of the start, degrees.</param>
    /// <param name="azimuth">Radians from north, clockwise.</param>
    /// <param name="metres">How far.</param>
    /// <returns>Degrees.</returns>
    public static (double Latitude, double Longitude) Destination(double latitude, double longitude, double azimuth, double metres)
    {
        (double sinAzimuth, double cosAzimuth) = Math.SinCos(azimuth);
        double tanReduced = (1 - Flattening) * Math.Tan(double.DegreesToRadians(latitude));
        double cosReduced = 1 / Math.Sqrt(1 + (tanReduced * tanReduced));
        double sinReduced = tanReduced * cosReduced;
        double start = Math.Atan2(tanReduced, cosAzimuth);
        double sinEquatorial = cosReduced * sinAzimuth;
        double cosSquared = 1 - (sinEquatorial * sinEquatorial);
        double u = cosSquared * ((EquatorMetres * EquatorMetres) - (PoleMetres * PoleMetres)) / (PoleMetres * PoleMetres);
        double a = 1 + (u / 16384 * (4096 + (u * (-768 + (u * (320 - (175 * u)))))));
        double b = u / 1024 * (256 + (u * (-128 + (u * (74 - (47 * u))))));
        double arc = metres / (PoleMetres * a);
        double mean = 0;

        // Converges to below the width of a double within a few steps at any distance that is asked for here.
        for (int step = 0; step < 10; step++)
        {
            mean = Math.Cos((2 * start) + arc);
            double sinArc = Math.Sin(arc);
            double correction = b * sinArc * (mean + (b / 4 * (
                (Math.Cos(arc) * (-1 + (2 * mean * mean)))
                - (b / 6 * mean * (-3 + (4 * sinArc * sinArc)) * (-3 + (4 * mean * mean))))));
            arc = (metres / (PoleMetres * a)) + correction;
        }

        mean = Math.Cos((2 * start) + arc);
        (double sin, double cos) = Math.SinCos(arc);
        double across = (sinReduced * sin) - (cosReduced * cos * cosAzimuth);
        double north = Math.Atan2(
            (sinReduced * cos) + (cosReduced * sin * cosAzimuth),
            (1 - Flattening) * Math.Sqrt((sinEquatorial * sinEquatorial) + (across * across)));
        double east = Math.Atan2(sin * sinAzimuth, (cosReduced * cos) - (sinReduced * sin * cosAzimuth));
        double c = Flattening / 16 * cosSquared * (4 + (Flattening * (4 - (3 * cosSquared))));
        east -= (1 - c) * Flattening * sinEquatorial * (arc + (c * sin * (mean + (c * cos * (-1 + (2 * mean * mean))))));
        return (double.RadiansToDegrees(north), longitude + double.RadiansToDegrees(east));
    }
}
