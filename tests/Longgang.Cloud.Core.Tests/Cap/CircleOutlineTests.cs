using CsCheck;
using Longgang.Cloud.Core.Cap;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CircleOutlineTests
{
    private static readonly Gen<(double Latitude, double Longitude, double Kilometres, double Azimuth, double Part)> Places =
        Gen.Select(Gen.Double[-70, 70], Gen.Double[-176, 176], Gen.Double[0, 100], Gen.Double[0, 360], Gen.Double[0, 1.2]);

    // Points inside, outside beyond the stated bound, and in between are told apart by the distance of another formula.
    [Fact]
    public void Around_AnyCircle_CoversAllOfItAndNothingBeyondTheBound() => Places.Sample(
        place =>
        {
            var circle = new CapCircle(new CapPoint((decimal)place.Latitude, (decimal)place.Longitude), (decimal)place.Kilometres);
            Assert.True(CircleOutline.CanApproximate(circle));
            Assert.True(AudienceMatcher.TryCreate(new Audience { Include = { new Selector { Polygon = CircleOutline.Around(circle) } } }, out AudienceMatcher? matcher, out string? problem), problem);

            // Somewhere near the border, which is where it matters.
            double metres = place.Kilometres * 1000;
            double wanted = (metres * (0.99 + (place.Part * 0.02))) + (place.Part * 8) - 3;
            double north = wanted * Math.Cos(double.DegreesToRadians(place.Azimuth)) / 111_000;
            double east = wanted * Math.Sin(double.DegreesToRadians(place.Azimuth)) / (111_300 * Math.Cos(double.DegreesToRadians(place.Latitude)));
            var point = new Point { LatitudeE6 = (int)Math.Round((place.Latitude + north) * 1e6), LongitudeE6 = (int)Math.Round((place.Longitude + east) * 1e6) };
            double distance = Distance(place.Latitude, place.Longitude, point.LatitudeE6 / 1e6, point.LongitudeE6 / 1e6);
            bool covers = matcher.Covers(new SpeakerPlace("s", default(AreaCode), [], point));

            Assert.True(covers || distance > metres, $"{distance} m from the centre of a circle of {metres} m and not in the polygon");
            Assert.True(!covers || distance <= CircleOutline.MostMetres(metres), $"{distance} m from the centre of a circle of {metres} m and still in the polygon");
        },
        iter: 20_000);

    [Theory]
    [InlineData(22.7, 114.2, 101)]
    [InlineData(71, 114.2, 1)]
    [InlineData(22.7, 179.99, 50)]
    public void CanApproximate_BeyondItsBounds_IsFalse(double latitude, double longitude, double kilometres) =>
        Assert.False(CircleOutline.CanApproximate(new CapCircle(new CapPoint((decimal)latitude, (decimal)longitude), (decimal)kilometres)));

    [Fact]
    public void Distance_OfThisTest_AgreesWithTheTextbook() =>
        Assert.Equal(54_972.271, Distance(-(37 + (57 / 60.0) + (3.72030 / 3600)), 144 + (25 / 60.0) + (29.52440 / 3600), -(37 + (39 / 60.0) + (10.15610 / 3600)), 143 + (55 / 60.0) + (35.38390 / 3600)), 3); // GDA: Flinders Peak to Buninyong

    // Vincenty's inverse formula: the product uses the direct one.
    private static double Distance(double latitude, double longitude, double otherLatitude, double otherLongitude)
    {
        const double A = 6_378_137.0;
        const double F = 1 / 298.257223563;
        const double B = A * (1 - F);
        double u1 = Math.Atan((1 - F) * Math.Tan(double.DegreesToRadians(latitude)));
        double u2 = Math.Atan((1 - F) * Math.Tan(double.DegreesToRadians(otherLatitude)));
        double l = double.DegreesToRadians(otherLongitude - longitude);
        (double s1, double c1) = Math.SinCos(u1);
        (double s2, double c2) = Math.SinCos(u2);
        double lambda = l;
        for (int i = 0; ; i++)
        {
            (double sl, double cl) = Math.SinCos(lambda);
            double sinSigma = Math.Sqrt(Math.Pow(c2 * sl, 2) + Math.Pow((c1 * s2) - (s1 * c2 * cl), 2));
            if (sinSigma == 0)
            {
                return 0;
            }

            double cosSigma = (s1 * s2) + (c1 * c2 * cl);
            double sigma = Math.Atan2(sinSigma, cosSigma);
            double sinAlpha = c1 * c2 * sl / sinSigma;
            double cos2 = 1 - (sinAlpha * sinAlpha);
            double mean = cos2 == 0 ? 0 : cosSigma - (2 * s1 * s2 / cos2);
            double c = F / 16 * cos2 * (4 + (F * (4 - (3 * cos2))));
            double next = l + ((1 - c) * F * sinAlpha * (sigma + (c * sinSigma * (mean + (c * cosSigma * (-1 + (2 * mean * mean)))))));
            if (Math.Abs(next - lambda) > 1e-14 && i < 100)
            {
                lambda = next;
                continue;
            }

            double uu = cos2 * ((A * A) - (B * B)) / (B * B);
            double aa = 1 + (uu / 16384 * (4096 + (uu * (-768 + (uu * (320 - (175 * uu)))))));
            double bb = uu / 1024 * (256 + (uu * (-128 + (uu * (74 - (47 * uu))))));
            double delta = bb * sinSigma * (mean + (bb / 4 * ((cosSigma * (-1 + (2 * mean * mean))) - (bb / 6 * mean * (-3 + (4 * sinSigma * sinSigma)) * (-3 + (4 * mean * mean))))));
            return B * aa * (sigma - delta);
        }
    }
}
