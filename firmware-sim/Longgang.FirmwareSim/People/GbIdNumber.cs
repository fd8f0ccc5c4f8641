namespace Longgang.FirmwareSim.People;

/// <summary>GB 11643 identity numbers: 17 digits and a check digit (ISO 7064 MOD 11-2).</summary>
public static class GbIdNumber
{
    private const string CheckDigits = "10X98765432";

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The check digit of the first 17 digits.</summary>
    public static char CheckDigit(ReadOnlySpan<char> digits)
    {
        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            sum += (digits[i] - '0') * Weights[i];
        }

        return CheckDigits[sum % 11];
    }

    public static bool IsValid(ReadOnlySpan<char> number) =>
        number.Length == 18 && !number[..17].ContainsAnyExceptInRange('0', '9') && CheckDigit(number) == number[17];
}
