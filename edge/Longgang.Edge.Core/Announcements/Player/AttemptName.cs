using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>
/// Names attempts after what they are. So a box that has lost its journal and is given the command again comes to the same names, and speakers that
/// have played an attempt do not play it again.
/// </summary>
internal static class AttemptName
{
    internal static UInt128 Of(UInt128 announcement, uint occurrence, string device, uint attempt)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"attempt/{announcement:x32}/{occurrence}/{attempt}/{device}")), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
