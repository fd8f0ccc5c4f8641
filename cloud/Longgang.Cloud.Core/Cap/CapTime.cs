using System.Globalization;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Times as the standard writes them (CAP 1.2, 3.3.2): to the second, with an offset, UTC as <c>-00:00</c>, never <c>Z</c>.</summary>
public static class CapTime
{
    private const int Length = 25;

    /// <summary>Writes a time; fractions of a second and of a minute of offset are cut off.</summary>
    public static string Format(DateTimeOffset time) => time.Offset == TimeSpan.Zero
        ? time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture) + "-00:00"
        : time.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);

    /// <summary>Reads a time; says what is wrong with it otherwise.</summary>
    internal static string? TryParse(string text, out DateTimeOffset time)
    {
        time = default;
        if (text.EndsWith('Z') || text.EndsWith('z'))
        {
            return "letters for a zone are forbidden: write UTC as -00:00";
        }

        if (text.Length != Length || text[19] is not ('+' or '-') || !HasForm(text))
        {
            return "the form is YYYY-MM-DDThh:mm:ss+hh:mm, without fractions of a second";
        }

        // XML Schema knows 24:00:00 as the end of a day.
        bool endOfDay = text.AsSpan(11, 8).SequenceEqual("24:00:00");
        int offset = (Number(text, 20) * 60) + Number(text, 23);
        if (offset > 14 * 60 || Number(text, 23) > 59)
        {
            return "no zone lies more than 14:00 from UTC";
        }

        if (!DateTime.TryParseExact(
                endOfDay ? string.Concat(text.AsSpan(0, 11), "00:00:00") : text[..19],
                "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
        {
            return "there is no such day or time of day";
        }

        try
        {
            time = new DateTimeOffset(endOfDay ? local.AddDays(1) : local, TimeSpan.FromMinutes(text[19] == '-' ? -offset : offset));
            return null;
        }
        catch (ArgumentOutOfRangeException)
        {
            return "it lies before the year 1 or after the year 9999";
        }
    }

    private static int Number(string text, int at) => ((text[at] - '0') * 10) + (text[at + 1] - '0');

    private static bool HasForm(string text)
    {
        const string Form = "0000-00-00T00:00:00+00:00";
        for (int i = 0; i < Length; i++)
        {
            if (Form[i] == '0' ? !char.IsAsciiDigit(text[i]) : i != 19 && text[i] != Form[i])
            {
                return false;
            }
        }

        return true;
    }
}
