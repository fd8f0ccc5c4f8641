namespace Longgang.Contracts.People;

/// <summary>Resident identity number, GB 11643-1999: 17 digits and a check character.</summary>
public static class IdentityNumber
{
    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    private static ReadOnlySpan<byte> CheckCharacters => "10X98765432"u8;

    /// <summary>Whether the text is 18 characters with the right check character (MOD 11-2); a lower-case x is accepted.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length != 18)
        {
            return false;
        }

        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            int digit = text[i] - '0';
            if (digit is < 0 or > 9)
            {
                return false;
            }

            sum += digit * Weights[i];
        }

        return char.ToUpperInvariant(text[17]) == CheckCharacters[sum % 11];
    }

    /// <summary>First 6 and last 4 characters, the rest as asterisks: <c>441781********3514</c>. Shorter texts are masked whole.</summary>
    public static string Mask(ReadOnlySpan<char> text) =>
        text.Length <= 10
            ? new string('*', text.Length)
            : string.Concat(text[..6], new string('*', text.Length - 10), text[^4..]);
}
