using System.Globalization;
using Longgang.Contracts.Areas;

namespace Longgang.Cloud.Storage.Books;

/// <summary>Area codes as the integers that the stores keep. Not thread-safe.</summary>
internal sealed class AreaNumbers
{
    // A district has some thousand areas; whoever invents more is not remembered.
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);

    /// <summary>The integer of an area code, 0 when it is none.</summary>
    public long Of(string code)
    {
        if (code.Length == 0)
        {
            return 0;
        }

        if (!_known.TryGetValue(code, out long area))
        {
            area = AreaCode.TryParse(code, out _) ? long.Parse(code, CultureInfo.InvariantCulture) : 0;
            if (_known.Count < MostRemembered)
            {
                _known.Add(code, area);
            }
        }

        return area;
    }
}
