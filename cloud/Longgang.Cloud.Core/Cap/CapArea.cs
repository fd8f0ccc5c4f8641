namespace Longgang.Cloud.Core.Cap;

/// <summary>Where (CAP 1.2, 3.2.4): all polygons, circles and codes together.</summary>
/// <param name="Description">In words.</param>
public sealed record CapArea(string Description)
{
    /// <summary>Closed rings: the first point is also the last, at least four points.</summary>
    public IReadOnlyList<IReadOnlyList<CapPoint>> Polygons { get; init; } = [];

    /// <summary>Circles.</summary>
    public IReadOnlyList<CapCircle> Circles { get; init; } = [];

    /// <summary>Codes of places.</summary>
    public IReadOnlyList<CapNamedValue> Geocodes { get; init; } = [];

    /// <summary>Feet above mean sea level: the height, or the lowest one when there is a ceiling; or null.</summary>
    public decimal? AltitudeFeet { get; init; }

    /// <summary>Feet above mean sea level: the greatest height, or null.</summary>
    public decimal? CeilingFeet { get; init; }
}
