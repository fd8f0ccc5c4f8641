using System.Globalization;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>From areas to an audience: codes, polygons and circles, all of them together.</summary>
internal sealed class CapAudience(CapProfile profile, CapContext context)
{
    /// <summary>The audience of a block, or null and a problem.</summary>
    public Audience? Of(CapInfo info, string path)
    {
        var audience = new Audience();
        if (info.Areas.Count == 0)
        {
            context.Problem(path, CapReason.Audience, "There is no <area>.", "Without one nobody knows which loudspeakers are meant.", $"Add an area with a geocode '{profile.AreaCodeNames[0]}', a polygon or a circle.");
            return null;
        }

        int before = context.Problems.Count;
        for (int i = 0; i < info.Areas.Count; i++)
        {
            Add(audience, info.Areas[i], string.Create(CultureInfo.InvariantCulture, $"{path}/area[{i + 1}]"));
        }

        if (context.Problems.Count > before)
        {
            return null;
        }

        if (!AudienceMatcher.TryCreate(audience, out _, out string? problem))
        {
            context.Problem(path, CapReason.Audience, problem, "No audience can be made of its areas.", "Use area codes, or fewer and simpler polygons.");
            return null;
        }

        return audience;
    }

    private void Add(Audience audience, CapArea area, string path)
    {
        int before = audience.Include.Count + context.Problems.Count;
        bool any = false;
        foreach (CapNamedValue geocode in area.Geocodes)
        {
            any |= AddCode(audience, geocode, path);
        }

        foreach (IReadOnlyList<CapPoint> ring in area.Polygons)
        {
            any = true;
            AddRing(audience, ring, path);
        }

        foreach (CapCircle circle in area.Circles)
        {
            any = true;
            AddCircle(audience, circle, path);
        }

        if (area.AltitudeFeet is not null)
        {
            context.Note(path, CapReason.Loss, "Heights choose no loudspeakers: all within the area are meant.");
        }

        if (!any && audience.Include.Count + context.Problems.Count == before)
        {
            context.Problem(
                path, CapReason.Audience, $"The area '{CapContext.Show(area.Description)}' has no polygon, no circle and no code that is known.",
                "A description in words chooses no loudspeakers.", $"Add a geocode '{profile.AreaCodeNames[0]}', a polygon or a circle.");
        }
    }

    private bool AddCode(Audience audience, CapNamedValue geocode, string path)
    {
        if (!profile.AreaCodeNames.Contains(geocode.Name, StringComparer.Ordinal))
        {
            context.Note(path, CapReason.Loss, $"The geocode '{CapContext.Show(geocode.Name)}' is not known here and was not used.");
            return false;
        }

        string value = geocode.Value.Trim();
        if (!AreaCode.TryParse(value, out _))
        {
            context.Problem(
                path, CapReason.Audience, $"The geocode '{CapContext.Show(geocode.Name)}' is '{CapContext.Show(value)}'.",
                "Its values are area codes.", "Give 6 digits for a district, 9 for a street, 12 for a community.");
            return true;
        }

        // Codes of 12 digits are often a district's or a street's, filled up with zeros: no community has the number 000.
        string code = value;
        while (code.Length > 6 && code.EndsWith("000", StringComparison.Ordinal))
        {
            code = code[..^3];
        }

        if (code.Length < value.Length)
        {
            context.Note(path, CapReason.Assumed, $"The code {value} was taken as {code}: the zeros only fill it up.");
        }

        if (!code.EndsWith("00", StringComparison.Ordinal) || code.Length > 6)
        {
            Include(audience, new Selector { Area = code });
            return true;
        }

        // A city (44 03 00) or a province (44 00 00): the wire has no selector for these.
        string prefix = code.EndsWith("0000", StringComparison.Ordinal) ? code[..2] : code[..4];
        string[] served = [.. profile.Districts.Where(district => district.StartsWith(prefix, StringComparison.Ordinal))];
        if (served.Length == 0)
        {
            context.Problem(path, CapReason.Audience, $"The code {code} is that of a city or a province, and no district that is served lies there.", "Audiences are districts and what lies in them.", "Give the code of the district.");
            return true;
        }

        context.Note(path, CapReason.Assumed, $"The code {code} was taken as the districts of it that are served: {string.Join(", ", served)}.");
        foreach (string district in served)
        {
            Include(audience, new Selector { Area = district });
        }

        return true;
    }

    private void AddRing(Audience audience, IReadOnlyList<CapPoint> ring, string path)
    {
        for (int i = 1; i < ring.Count; i++)
        {
            if (Math.Abs(ring[i].Longitude - ring[i - 1].Longitude) > 180)
            {
                context.Problem(path, CapReason.Audience, "A polygon crosses the 180th meridian.", "Audiences do not.", "Divide it there.");
                return;
            }
        }

        var polygon = new Polygon();
        foreach (CapPoint point in ring.Take(ring.Count - 1))
        {
            // Millionths of a degree: 11 cm at most.
            polygon.Points.Add(new Point { LatitudeE6 = (int)Math.Round(point.Latitude * 1_000_000), LongitudeE6 = (int)Math.Round(point.Longitude * 1_000_000) });
        }

        if (RingCrossing.Exists(polygon))
        {
            context.Note(path, CapReason.Crossing, "A polygon crosses itself: what it goes round twice counts as outside.");
        }

        Include(audience, new Selector { Polygon = polygon });
    }

    private void AddCircle(Audience audience, CapCircle circle, string path)
    {
        if (!CircleOutline.CanApproximate(circle))
        {
            context.Problem(
                path, CapReason.Audience, "A circle is too large, too near to a pole, or crosses the 180th meridian.",
                $"Radii go up to {CircleOutline.MaxKilometres} km, latitudes up to {CircleOutline.MaxLatitude} degrees.", "Use area codes or polygons.");
            return;
        }

        double metres = (double)circle.RadiusKilometres * 1000;
        context.Note(path, CapReason.Assumed, string.Create(
            CultureInfo.InvariantCulture,
            $"A circle of {metres:0} m was taken as a polygon around it of {CircleOutline.Corners} corners, none farther from the centre than {CircleOutline.MostMetres(metres):0} m."));
        Include(audience, new Selector { Polygon = CircleOutline.Around(circle) });
    }

    private static void Include(Audience audience, Selector selector)
    {
        if (!audience.Include.Contains(selector))
        {
            audience.Include.Add(selector);
        }
    }
}
