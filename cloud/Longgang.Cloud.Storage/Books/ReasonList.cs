using System.Globalization;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Books;

/// <summary>Reasons as a column: their numbers separated by commas, NULL for none.</summary>
internal static class ReasonList
{
    private static readonly string[] Single = [.. Enumerable.Range(0, 64).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    public static string? Format(IReadOnlyList<Reason> reasons) => reasons.Count switch
    {
        0 => null,
        1 when (uint)reasons[0] < Single.Length => Single[(int)reasons[0]],
        _ => string.Join(',', reasons.Select(reason => ((int)reason).ToString(CultureInfo.InvariantCulture))),
    };

    public static IReadOnlyList<Reason> Parse(string? column) =>
        column is null ? [] : [.. column.Split(',').Select(number => (Reason)int.Parse(number, CultureInfo.InvariantCulture))];
}
