using Longgang.Contracts.Areas;

namespace Longgang.Edge.Core.Devices;

/// <summary>A registered device whose secret was checked.</summary>
/// <param name="Id">1 to 64 characters of <c>A–Z a–z 0–9 . _ -</c>: it is part of topics and paths.</param>
/// <param name="Kind">Which topics and routes are its own.</param>
/// <param name="Area">Where it stands.</param>
public sealed record DeviceIdentity(string Id, DeviceKind Kind, AreaCode Area)
{
    /// <summary>Longest device id, characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>Whether a text can be a device id.</summary>
    public static bool IsValidId(ReadOnlySpan<char> id)
    {
        if (id.Length is 0 or > MaxIdLength)
        {
            return false;
        }

        foreach (char c in id)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
            {
                return false;
            }
        }

        return true;
    }
}
