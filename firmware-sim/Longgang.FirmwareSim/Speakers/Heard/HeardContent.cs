using System.Security.Cryptography;
using System.Text;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>Names what is played by what it is, so that the same words in two attempts are seen to be the same.</summary>
public static class HeardContent
{
    private const int KeyBytes = 16;

    /// <summary>32 hex digits over languages, words and hashes.</summary>
    public static string KeyOf(IReadOnlyList<HeardPart> parts)
    {
        var text = new StringBuilder();
        foreach (HeardPart part in parts)
        {
            // A zero byte stands in no text.
            text.Append(part.Language).Append('\0').Append(part.Text ?? part.Sha256).Append('\0');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, KeyBytes));
    }

    public static HeardPart[] PartsOf(SpeakerCommand command) =>
        [.. command.Items.Select(item => new HeardPart(item.Language, item.Text, item.Text is null ? item.Sha256?.ToLowerInvariant() : null))];
}
