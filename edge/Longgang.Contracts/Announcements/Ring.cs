using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Announcements;

/// <summary>The border of a polygon, in whole millionths of a degree, so that box and cloud never round differently.</summary>
internal sealed class Ring
{
    private readonly (long X, long Y)[] _points;
    private readonly (long X, long Y) _least;
    private readonly (long X, long Y) _most;

    internal Ring(IReadOnlyList<Point> points)
    {
        _points = [.. points.Select(point => ((long)point.LongitudeE6, (long)point.LatitudeE6))];
        _least = (_points.Min(point => point.X), _points.Min(point => point.Y));
        _most = (_points.Max(point => point.X), _points.Max(point => point.Y));
    }

    /// <summary>Whether a point lies inside or on the border: crossings of a ray to the east, by exact integers (products stay below 2^60).</summary>
    internal bool Covers(Point point)
    {
        (long x, long y) = (point.LongitudeE6, point.LatitudeE6);
        if (x < _least.X || x > _most.X || y < _least.Y || y > _most.Y)
        {
            return false;
        }

        bool inside = false;
        for (int i = 0, before = _points.Length - 1; i < _points.Length; before = i++)
        {
            (long X, long Y) a = _points[before];
            (long X, long Y) b = _points[i];
            long side = ((b.X - a.X) * (y - a.Y)) - ((b.Y - a.Y) * (x - a.X));
            if (side == 0 && x >= Math.Min(a.X, b.X) && x <= Math.Max(a.X, b.X) && y >= Math.Min(a.Y, b.Y) && y <= Math.Max(a.Y, b.Y))
            {
                return true;
            }

            // Half open, so that a corner counts for one of its two edges.
            if (a.Y <= y != b.Y <= y && side > 0 == b.Y > a.Y)
            {
                inside = !inside;
            }
        }

        return inside;
    }
}
