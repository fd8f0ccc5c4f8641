using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Whether the border of a polygon crosses itself.</summary>
internal static class RingCrossing
{
    /// <summary>Compares edges that overlap from west to east; corners that touch are no crossing.</summary>
    public static bool Exists(Polygon polygon)
    {
        int count = polygon.Points.Count;
        var edges = new ((long X, long Y) A, (long X, long Y) B)[count];
        for (int i = 0; i < count; i++)
        {
            (Point a, Point b) = (polygon.Points[i], polygon.Points[(i + 1) % count]);
            ((long, long) from, (long, long) to) = ((a.LongitudeE6, a.LatitudeE6), (b.LongitudeE6, b.LatitudeE6));
            edges[i] = from.CompareTo(to) <= 0 ? (from, to) : (to, from);
        }

        Array.Sort(edges, (one, other) => one.A.CompareTo(other.A));
        for (int i = 0; i < count; i++)
        {
            for (int j = i + 1; j < count && edges[j].A.X <= edges[i].B.X; j++)
            {
                if (Cross(edges[i], edges[j]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Cross(((long X, long Y) A, (long X, long Y) B) one, ((long X, long Y) A, (long X, long Y) B) other) =>
        Side(one, other.A) * Side(one, other.B) < 0 && Side(other, one.A) * Side(other, one.B) < 0;

    // At most 360 × 180 degrees in millionths, squared: below 2^60.
    private static int Side(((long X, long Y) A, (long X, long Y) B) edge, (long X, long Y) point) =>
        Math.Sign(((edge.B.X - edge.A.X) * (point.Y - edge.A.Y)) - ((edge.B.Y - edge.A.Y) * (point.X - edge.A.X)));
}
