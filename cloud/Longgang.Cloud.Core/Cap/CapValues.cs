using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using Base64Text = System.Buffers.Text.Base64;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Reads the values of single elements. What cannot be read is a problem and comes back as a default.</summary>
internal sealed partial class CapValues(CapContext context)
{
    private static readonly SearchValues<char> NotInAddresses = SearchValues.Create(" \t\r\n<>\"{}|\\^`");
    private static readonly char[] Whitespace = [' ', '\t', '\n', '\r'];

    /// <summary>Text that has to say something.</summary>
    public string Required(CapNode? node)
    {
        if (node is null || !CapElements.IsLeaf(node, context))
        {
            return string.Empty;
        }

        if (string.IsNullOrWhiteSpace(node.Text))
        {
            context.Problem(node, CapReason.Empty, $"<{node.Name}> is empty.", "It is required, so it has to say something.", "Fill it.");
        }

        return node.Text;
    }

    /// <summary>Text, or null when there is none.</summary>
    public string? Optional(CapNode? node)
    {
        if (node is null || !CapElements.IsLeaf(node, context))
        {
            return null;
        }

        if (string.IsNullOrWhiteSpace(node.Text))
        {
            context.Note(node, CapReason.Empty, $"<{node.Name}> is empty, so it is read as if it were not there.");
            return null;
        }

        return node.Text;
    }

    public IReadOnlyList<string> Optionals(IReadOnlyList<CapNode> nodes) => [.. nodes.Select(Optional).OfType<string>()];

    /// <summary>An identifier or a sender (CAP 1.2, 3.2.1): they stand in references between commas and spaces.</summary>
    public string Name(CapNode? node)
    {
        string text = Required(node);
        if (text.Length > 0 && !string.IsNullOrWhiteSpace(text) && !IsName(text))
        {
            context.Problem(node!, CapReason.Characters, $"<{node!.Name}> is '{CapContext.Show(text)}'.", "Whitespace, comma, < and & are forbidden in it.", "Use letters, digits, and signs such as - . _ @ :");
        }

        return text;
    }

    public T Word<T>(CapNode? node)
        where T : struct, Enum
    {
        if (node is null || !CapElements.IsLeaf(node, context))
        {
            return default;
        }

        // Not Enum.Parse alone: it reads numbers, lists, and other spellings.
        string[] names = Enum.GetNames<T>();
        if (Array.IndexOf(names, node.Text) is var at and >= 0)
        {
            return Enum.Parse<T>(names[at]);
        }

        context.Problem(node, CapReason.Value, $"<{node.Name}> is '{CapContext.Show(node.Text)}'.", "The schema lists the words, case and all.", $"Use one of {string.Join(", ", names)}.");
        return default;
    }

    public DateTimeOffset? Time(CapNode? node)
    {
        if (node is null || !CapElements.IsLeaf(node, context))
        {
            return null;
        }

        string text = node.Text.Trim(Whitespace);
        if (CapTime.TryParse(text, out DateTimeOffset time) is { } fault)
        {
            context.Problem(node, CapReason.Time, $"<{node.Name}> is '{CapContext.Show(text)}'.", $"Of a time {fault}.", "Write it as 2022-03-14T08:00:00+08:00.");
            return null;
        }

        if (text.EndsWith("+00:00", StringComparison.Ordinal))
        {
            context.Note(node, CapReason.Time, "The offset is +00:00; it is read as UTC, which the standard writes as -00:00.");
        }

        return time;
    }

    public string Language(CapNode? node)
    {
        if (node is null || !CapElements.IsLeaf(node, context))
        {
            return CapInfo.DefaultLanguage;
        }

        string text = node.Text.Trim(Whitespace);
        if (!LanguageTag().IsMatch(text))
        {
            context.Problem(node, CapReason.Language, $"<language> is '{CapContext.Show(text)}'.", "It is a tag of RFC 3066: parts of 1 to 8 letters or digits, joined by -.", "Write it as zh-CN or en.");
        }

        return text;
    }

    /// <summary>A list between spaces, parts with spaces in quotation marks (CAP 1.2, 3.2.1 addresses, incidents).</summary>
    public IReadOnlyList<string> List(CapNode? node)
    {
        if (Optional(node) is not { } text)
        {
            return [];
        }

        var parts = new List<string>();
        for (int at = 0; at < text.Length;)
        {
            if (Whitespace.Contains(text[at]))
            {
                at++;
                continue;
            }

            bool quoted = text[at] == '"';
            int start = quoted ? at + 1 : at;
            int end = quoted ? text.IndexOf('"', start) : text.IndexOfAny(Whitespace, start);
            if (end < 0 && quoted)
            {
                context.Problem(node!, CapReason.Quotes, $"<{node!.Name}> has a quotation mark that is not closed.", "Parts with spaces stand between two of them.", "Close it.");
                break;
            }

            end = end < 0 ? text.Length : end;
            if (end > start)
            {
                parts.Add(text[start..end]);
            }

            at = quoted ? end + 1 : end;
        }

        return parts;
    }

    public IReadOnlyList<CapReference> References(CapNode? node)
    {
        if (Optional(node) is not { } text)
        {
            return [];
        }

        var references = new List<CapReference>();
        foreach (string group in text.Split(Whitespace, StringSplitOptions.RemoveEmptyEntries))
        {
            string fault = "there are not three parts";
            if (group.Split(',') is [{ Length: > 0 } sender, { Length: > 0 } identifier, var sent])
            {
                if (CapTime.TryParse(sent, out DateTimeOffset time) is not { } timeFault)
                {
                    references.Add(new CapReference(sender, identifier, time));
                    continue;
                }

                fault = "of the time " + timeFault;
            }

            if (context.IsFull)
            {
                break;
            }

            context.Problem(node!, CapReason.Reference, $"<references> has '{CapContext.Show(group)}': {fault}.", "Each is sender,identifier,sent of an earlier message; spaces stand between them.", "Write it as sender,identifier,2022-03-14T08:00:00+08:00.");
        }

        return references;
    }

    public string? Address(CapNode? node, bool absolute)
    {
        // Nothing at all is read as no address; blanks are a bad one.
        if ((node?.Text.Length > 0 ? Collapsed(node) : Optional(node)) is not { } text)
        {
            return null;
        }

        // On this system a path such as /etc is an absolute address, of a file: not to the standard.
        bool isAddress = text.Length > 0 && text.Count(c => c == '#') <= 1 && !text.AsSpan().ContainsAny(NotInAddresses)
            && Uri.TryCreate(text, absolute ? UriKind.Absolute : UriKind.RelativeOrAbsolute, out _)
            && !(absolute && text.StartsWith('/'));
        if (!isAddress)
        {
            context.Problem(node!, CapReason.Uri, $"<{node!.Name}> is '{CapContext.Show(text)}'.", absolute ? "It is an absolute address." : "It is an address, absolute or relative.", "Write it as https://host/path.");
        }

        return text;
    }

    public string MimeType(CapNode? node)
    {
        string text = Required(node).Trim(Whitespace);
        if (text.Length > 0 && !MediaType().IsMatch(text))
        {
            context.Problem(node!, CapReason.MimeType, $"<mimeType> is '{CapContext.Show(text)}'.", "It is a media type of RFC 2046.", "Write it as audio/wav.");
        }

        return text;
    }

    public long? Size(CapNode? node)
    {
        if (Collapsed(node) is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long size) && size >= 0)
        {
            return size;
        }

        context.Problem(node!, CapReason.Number, $"<size> is '{CapContext.Show(text)}'.", "It is a whole number of bytes, not negative.", "Write it as 48000.");
        return null;
    }

    public decimal? Feet(CapNode? node)
    {
        if (Collapsed(node) is not { } text)
        {
            return null;
        }

        if (TryDecimal(text, out decimal value))
        {
            return value;
        }

        context.Problem(node!, CapReason.Number, $"<{node!.Name}> is '{CapContext.Show(text)}'.", "It is a decimal number of feet.", "Write it as 330.5, without a unit.");
        return null;
    }

    // As the schema reads what is no text: an empty element is no number.
    private string? Collapsed(CapNode? node) => node is not null && CapElements.IsLeaf(node, context) ? node.Text.Trim(Whitespace) : null;

    public string? Base64(CapNode? node)
    {
        if (Optional(node) is not { } text)
        {
            return null;
        }

        if (!Base64Text.IsValid(text))
        {
            context.Problem(node!, CapReason.Base64, "<derefUri> is not base64.", "It holds the file itself, as base64.", "Encode it, or leave it out and give <uri>.");
        }

        return text;
    }

    /// <summary>Whether a text may be an identifier or a sender.</summary>
    internal static bool IsName(string text) => !text.Any(c => char.IsWhiteSpace(c) || c is ',' or '<' or '&');

    /// <summary>A plain decimal: no exponent, no group signs.</summary>
    internal static bool TryDecimal(ReadOnlySpan<char> text, out decimal value)
    {
        // Longer ones say nothing more on Earth, and a decimal would round them.
        const int Longest = 28;
        value = 0;
        return text.Length is > 0 and <= Longest
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
    }

    [GeneratedRegex(@"\A[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*\z")]
    internal static partial Regex LanguageTag();

    [GeneratedRegex(@"\A[A-Za-z0-9!#$&^_.+-]{1,127}/[A-Za-z0-9!#$&^_.+-]{1,127}(\s*;.*)?\z", RegexOptions.Singleline)]
    private static partial Regex MediaType();
}
