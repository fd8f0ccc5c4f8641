using System.Globalization;

namespace Longgang.FirmwareSim.People;

/// <summary>
/// Synthetic people, computed from the seed and their index. Everybody belongs to one sentinel's neighbourhood.
/// Identity numbers are valid by check digit and nobody's: area 99 is unassigned.
/// </summary>
public sealed class Population(PopulationOptions options, int devices)
{
    private const int PersonsPerArea = 1000;
    private const string QrPrefix = "LGQR.";
    private const string FacePrefix = "F";

    public PopulationOptions Options { get; } = options;

    /// <summary>The number of people.</summary>
    public int Count { get; } = Math.Min(devices * options.PersonsPerDevice, 10_000_000);

    /// <summary>Area 99 and four digits, a birthday, three digits: unique up to ten million people.</summary>
    public string IdNumber(int person)
    {
        var born = new DateOnly(1930, 1, 1).AddDays((int)(SplitMix.Of(Options.Seed, person, 1) % (85 * 365)));
        Span<char> number = stackalloc char[18];
        string digits = string.Create(
            CultureInfo.InvariantCulture, $"99{person / PersonsPerArea:D4}{born:yyyyMMdd}{person % PersonsPerArea:D3}");
        digits.CopyTo(number);
        number[17] = GbIdNumber.CheckDigit(number);
        return new string(number);
    }

    /// <summary>The text of the person's health-code QR: the index and a tag that only the seed explains.</summary>
    public string QrToken(int person) =>
        string.Create(CultureInfo.InvariantCulture, $"{QrPrefix}{person:x8}{SplitMix.Of(Options.Seed, person, 2):x16}");

    /// <summary>The number under which face terminals know the person.</summary>
    public static string FaceNumber(int person) => string.Create(CultureInfo.InvariantCulture, $"{FacePrefix}{person:D8}");

    public HealthState Health(int person)
    {
        double u = SplitMix.Fraction(Options.Seed, person, 3);
        HealthColour colour = u < Options.Red ? HealthColour.Red
            : u < Options.Red + Options.Yellow ? HealthColour.Yellow : HealthColour.Green;
        double v = SplitMix.Fraction(Options.Seed, person, 4);
        double age = SplitMix.Fraction(Options.Seed, person, 5);
        if (v < Options.Positive)
        {
            return new HealthState(colour, true, TimeSpan.FromHours(1 + (age * 30)), null);
        }

        v -= Options.Positive;
        if (v >= Options.TestOverdue)
        {
            return new HealthState(colour, false, TimeSpan.FromHours(0.5 + (age * 20)), null);
        }

        // Of the overdue a quarter has never been tested, and half of all has a fresh sampling record in place of a result.
        TimeSpan? tested = age < 0.25 ? null : TimeSpan.FromHours(49 + (age * 100));
        TimeSpan? sampled = SplitMix.Fraction(Options.Seed, person, 6) < 0.5 ? TimeSpan.FromHours(2 + (age * 12)) : null;
        return new HealthState(colour, tested is null ? null : false, tested, sampled);
    }

    /// <summary>A fever lasts: the same person is warm at every scan.</summary>
    public bool HasFever(int person) => SplitMix.Fraction(Options.Seed, person, 7) < Options.Fever;

    /// <summary>The person behind a credential, or -1.</summary>
    public int Resolve(string type, string value)
    {
        int person = type switch
        {
            "qr" when value.Length == QrPrefix.Length + 24 && value.StartsWith(QrPrefix, StringComparison.Ordinal)
                => Parse(value.AsSpan(QrPrefix.Length, 8), NumberStyles.HexNumber),
            "idCard" when GbIdNumber.IsValid(value) && value.StartsWith("99", StringComparison.Ordinal)
                => (Parse(value.AsSpan(2, 4), NumberStyles.None) * PersonsPerArea) + Parse(value.AsSpan(14, 3), NumberStyles.None),
            "face" when value.StartsWith(FacePrefix, StringComparison.Ordinal)
                => Parse(value.AsSpan(FacePrefix.Length), NumberStyles.None),
            _ => -1,
        };
        return person >= 0 && person < Count && Credential(type, person) == value ? person : -1;

        static int Parse(ReadOnlySpan<char> digits, NumberStyles style) =>
            int.TryParse(digits, style, CultureInfo.InvariantCulture, out int number) ? number : -1;
    }

    /// <summary>What the person shows: <c>qr</c>, <c>idCard</c> or <c>face</c>.</summary>
    public string Credential(string type, int person) => type switch
    {
        "qr" => QrToken(person),
        "idCard" => IdNumber(person),
        "face" => FaceNumber(person),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "no credential type"),
    };
}
