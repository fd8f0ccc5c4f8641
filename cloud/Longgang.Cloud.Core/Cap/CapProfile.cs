namespace Longgang.Cloud.Core.Cap;

/// <summary>What sender and recipient agree on beyond the standard, and what is done where a message says nothing.</summary>
public sealed record CapProfile
{
    /// <summary>The defaults.</summary>
    public static CapProfile Default { get; } = new();

    /// <summary>Names of geocodes whose values are area codes of 6, 9 or 12 digits; the first is the one that is written.</summary>
    public IReadOnlyList<string> AreaCodeNames { get; init; } = ["profile:CN-AREA"];

    /// <summary>Names of parameters whose value is a priority, 0 to 9; the first is the one that is written.</summary>
    public IReadOnlyList<string> PriorityNames { get; init; } = ["profile:CN-LONGGANG-PRIORITY"];

    /// <summary>Area codes, 6 digits, of the districts that are served: what a code of their city or province stands for here.</summary>
    public IReadOnlyList<string> Districts { get; init; } = [];

    /// <summary>How long a message holds that does not say when it expires, from when it takes effect. Default one hour.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Longest text of one language, characters. Default 4,000: about a quarter of an hour.</summary>
    public int MaxCharacters { get; init; } = 4_000;

    /// <summary>How far ahead of ours the clock of a sender may be before it is noted. Default two minutes.</summary>
    public TimeSpan ClockTolerance { get; init; } = TimeSpan.FromMinutes(2);
}
