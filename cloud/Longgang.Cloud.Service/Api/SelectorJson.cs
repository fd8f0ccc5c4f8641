using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>Speakers for which everything holds that is set.</summary>
/// <param name="Area">6, 9 or 12 digits: the area and everything below it.</param>
/// <param name="Label">What ops staff have called it.</param>
/// <param name="Device">Device id.</param>
/// <param name="Polygon">Corners; the last one is joined to the first.</param>
public sealed record SelectorJson(string? Area, string? Label, string? Device, IReadOnlyList<PointJson>? Polygon)
{
    /// <summary>The JSON of a selector.</summary>
    public static SelectorJson Of(Selector selector) => new(
        Text(selector.Area), Text(selector.Label), Text(selector.Device), selector.Polygon is { } polygon ? [.. polygon.Points.Select(PointJson.Of)] : null);

    /// <summary>The selector.</summary>
    public Selector ToSelector() => new()
    {
        Area = Area ?? string.Empty,
        Label = Label ?? string.Empty,
        Device = Device ?? string.Empty,
        Polygon = Polygon is null ? null : new Polygon { Points = { Polygon.Select(point => point.ToPoint()) } },
    };

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
