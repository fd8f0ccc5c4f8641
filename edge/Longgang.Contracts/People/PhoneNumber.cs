namespace Longgang.Contracts.People;

/// <summary>Mobile numbers, for display only.</summary>
public static class PhoneNumber
{
    /// <summary>First 3 and last 4 digits: <c>138****1234</c>. Shorter texts are masked whole.</summary>
    public static string Mask(ReadOnlySpan<char> text) =>
        text.Length <= 7
            ? new string('*', text.Length)
            : string.Concat(text[..3], new string('*', text.Length - 7), text[^4..]);
}
