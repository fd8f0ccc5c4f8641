using System.Diagnostics.CodeAnalysis;

namespace Longgang.Contracts.Areas;

/// <summary>
/// Code of an administrative division (National Bureau of Statistics): district 6 digits, street 9, community 12.
/// A scope covers every code that starts with it.
/// </summary>
public readonly record struct AreaCode
{
    private readonly string? _code;

    private AreaCode(string code) => _code = code;

    /// <summary>The digits.</summary>
    public string Code => _code ?? string.Empty;

    /// <summary>District, street or community.</summary>
    public AreaLevel Level => Code.Length switch
    {
        6 => AreaLevel.District,
        9 => AreaLevel.Street,
        _ => AreaLevel.Community,
    };

    /// <summary>Whether <paramref name="other"/> lies in this area, or is it.</summary>
    public bool Covers(AreaCode other) => _code is not null && other.Code.StartsWith(_code, StringComparison.Ordinal);

    /// <summary>Reads 6, 9 or 12 ASCII digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out AreaCode area)
    {
        if (text is { Length: 6 or 9 or 12 } && !text.AsSpan().ContainsAnyExceptInRange('0', '9') && text[0] != '0')
        {
            area = new AreaCode(text);
            return true;
        }

        area = default;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Code;
}
