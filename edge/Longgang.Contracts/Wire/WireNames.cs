using System.Collections.Frozen;
using System.Text;

namespace Longgang.Contracts.Wire;

/// <summary>Names of the wire's enumerations in JSON and in people's eyes: <c>CodeRed</c> is <c>code-red</c>.</summary>
public static class WireNames
{
    private static readonly FrozenDictionary<Reason, string> Reasons = Table<Reason>();
    private static readonly FrozenDictionary<AlertCategory, string> Categories = Table<AlertCategory>();
    private static readonly FrozenDictionary<Severity, string> Severities = Table<Severity>();
    private static readonly FrozenDictionary<Verdict, string> Verdicts = Table<Verdict>();
    private static readonly FrozenDictionary<ClockQuality, string> ClockQualities = Table<ClockQuality>();

    /// <summary>Name of a reason; an unknown one of a newer minor version reads <c>reason-{number}</c>.</summary>
    public static string Of(Reason reason) => Reasons.GetValueOrDefault(reason) ?? $"reason-{(int)reason}";

    /// <summary>Name of an alert category.</summary>
    public static string Of(AlertCategory category) => Categories.GetValueOrDefault(category) ?? $"category-{(int)category}";

    /// <summary>Name of a severity.</summary>
    public static string Of(Severity severity) => Severities.GetValueOrDefault(severity) ?? $"severity-{(int)severity}";

    /// <summary>Name of a verdict.</summary>
    public static string Of(Verdict verdict) => Verdicts.GetValueOrDefault(verdict) ?? $"verdict-{(int)verdict}";

    /// <summary>Name of a clock quality.</summary>
    public static string Of(ClockQuality quality) => ClockQualities.GetValueOrDefault(quality) ?? $"quality-{(int)quality}";

    /// <summary>The category of that name, or null.</summary>
    public static AlertCategory? ParseCategory(string name) => Parse(Categories, name);

    /// <summary>The reason of that name, or null.</summary>
    public static Reason? ParseReason(string name) => Parse(Reasons, name);

    /// <summary>The severity of that name, or null.</summary>
    public static Severity? ParseSeverity(string name) => Parse(Severities, name);

    private static T? Parse<T>(FrozenDictionary<T, string> table, string name)
        where T : struct, Enum
    {
        foreach ((T value, string text) in table)
        {
            if (text == name)
            {
                return value;
            }
        }

        return null;
    }

    private static FrozenDictionary<T, string> Table<T>()
        where T : struct, Enum =>
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => Kebab(value.ToString()));

    private static string Kebab(string pascal)
    {
        var text = new StringBuilder(pascal.Length + 4);
        foreach (char c in pascal)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('-');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
