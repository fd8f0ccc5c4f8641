namespace Longgang.Cloud.Core.Cap;

/// <summary>Reads polygons and circles (CAP 1.2, 3.2.4, 3.3.1).</summary>
internal sealed class CapShapes(CapContext context)
{
    private static readonly char[] Whitespace = [' ', '\t', '\n', '\r'];

    public IReadOnlyList<CapPoint> Polygon(CapNode node)
    {
        if (!CapElements.IsLeaf(node, context))
        {
            return [];
        }

        var points = new List<CapPoint>();
        foreach (Range range in node.Text.AsSpan().SplitAny(Whitespace))
        {
            string pair = node.Text[range];
            if (pair.Length == 0)
            {
                continue;
            }

            if (++context.Points > context.Limits.MaxPoints)
            {
                context.Problem(node, CapReason.TooMany, $"The polygons have more than {context.Limits.MaxPoints} points together.", "More are not read.", "Simplify them.");
                return [];
            }

            if (Point(node, pair) is not { } point)
            {
                return [];
            }

            points.Add(point);
        }

        Check(node, points);
        return points;
    }

    public CapCircle? Circle(CapNode node)
    {
        if (!CapElements.IsLeaf(node, context))
        {
            return null;
        }

        string[] parts = node.Text.Split(Whitespace, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2)
        {
            context.Problem(node, CapReason.Coordinates, $"<circle> is '{CapContext.Show(node.Text)}'.", "It is latitude,longitude, a space, and a radius in kilometres.", "Write it as 22.72,114.25 1.5");
            return null;
        }

        CapPoint? centre = Point(node, parts[0]);
        if (!CapValues.TryDecimal(parts[1], out decimal radius) || radius < 0)
        {
            context.Problem(node, CapReason.Number, $"The radius is '{CapContext.Show(parts[1])}'.", "It is a number of kilometres, not negative.", "Write it as 22.72,114.25 1.5");
            return null;
        }

        return centre is { } point ? new CapCircle(point, radius) : null;
    }

    private CapPoint? Point(CapNode node, string pair)
    {
        int comma = pair.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !CapValues.TryDecimal(pair.AsSpan(0, comma), out decimal latitude) || !CapValues.TryDecimal(pair.AsSpan(comma + 1), out decimal longitude))
        {
            context.Problem(node, CapReason.Coordinates, $"'{CapContext.Show(pair)}' is not a point.", "A point is latitude,longitude in degrees, without a space.", "Write it as 22.72,114.25");
            return null;
        }

        if (latitude is < -90 or > 90 || longitude is < -180 or > 180)
        {
            bool swapped = latitude is >= -180 and <= 180 && longitude is >= -90 and <= 90;
            context.Problem(
                node, CapReason.Range, $"'{CapContext.Show(pair)}' is not on Earth.", "Latitudes are -90 to 90, longitudes -180 to 180 (WGS 84).",
                swapped ? "Latitude comes first: it looks as if the two were exchanged." : "Give degrees.");
            return null;
        }

        return new CapPoint(latitude, longitude);
    }

    private void Check(CapNode node, List<CapPoint> points)
    {
        const int Fewest = 4;
        if (points.Count < Fewest)
        {
            context.Problem(node, CapReason.Points, $"The polygon has {points.Count} points.", "It has four at least: a triangle and its first point again.", "Add points.");
        }
        else if (points[0] != points[^1])
        {
            context.Problem(node, CapReason.Open, "The last point is not the first.", "A polygon is closed.", "Repeat the first point at the end.");
        }
        else if (points.Distinct().Take(3).Count() < 3)
        {
            context.Problem(node, CapReason.Points, "The polygon has fewer than three different points.", "It encloses nothing.", "Add points.");
        }
    }
}
