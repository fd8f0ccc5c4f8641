namespace Longgang.FirmwareSim.Places;

/// <summary>The approximate centres of the eleven streets, degrees of WGS 84.</summary>
public static class StreetCentres
{
    private static readonly Dictionary<string, (double Latitude, double Longitude)> _centres = new(StringComparer.Ordinal)
    {
        ["440307003"] = (22.688, 114.128),
        ["440307006"] = (22.772, 114.309),
        ["440307012"] = (22.622, 114.150),
        ["440307013"] = (22.634, 114.072),
        ["440307014"] = (22.603, 114.121),
        ["440307015"] = (22.720, 114.250),
        ["440307016"] = (22.730, 114.280),
        ["440307017"] = (22.647, 114.203),
        ["440307018"] = (22.611, 114.124),
        ["440307019"] = (22.704, 114.306),
        ["440307020"] = (22.662, 114.228),
    };

    /// <summary>The centre of the street that an area lies in.</summary>
    /// <param name="area">9 digits of a street, or 12 of a community.</param>
    public static (double Latitude, double Longitude) Of(string area) =>
        _centres.TryGetValue(area[..9], out (double, double) centre) ? centre : throw new ArgumentException($"no street of Longgang: {area}", nameof(area));
}
