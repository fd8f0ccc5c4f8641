using System.Security.Cryptography;
using System.Text;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>A short name of a list of speakers: two lists have the same one only when they are the same.</summary>
public static class AudienceFingerprint
{
    /// <summary>SHA-256 over the device ids in ordinal order, a line each; 64 lower-case hex digits.</summary>
    public static string Of(IEnumerable<string> speakers)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string speaker in speakers.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(speaker));
            hash.AppendData("\n"u8);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
