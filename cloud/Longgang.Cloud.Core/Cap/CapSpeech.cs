using System.Text;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Makes words to be spoken of headline, description and instruction.</summary>
internal static class CapSpeech
{
    private const string Ends = ".!?;:…。！？；：";
    private const string Closers = "\"')]”’）」』】》";

    /// <summary>The words; the event where there is nothing else.</summary>
    public static string Compose(CapInfo info)
    {
        bool isCjk = IsCjk(info.Language);
        var parts = new List<string>();
        foreach (string part in new[] { info.Headline, info.Description, info.Instruction }.OfType<string>().Select(part => Sentence(part, isCjk)).Where(part => part.Length > 0))
        {
            // Descriptions often begin with the headline: nobody wants to hear it twice.
            parts.RemoveAll(earlier => part.StartsWith(earlier, StringComparison.Ordinal) || part.StartsWith(earlier[..^1], StringComparison.Ordinal));
            if (!parts.Contains(part))
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? Sentence(info.Event, isCjk) : string.Join(isCjk ? string.Empty : " ", parts);
    }

    /// <summary>One line, with an end that a voice can hear.</summary>
    public static string Sentence(string text, bool isCjk)
    {
        var line = new StringBuilder(text.Length + 1);
        foreach (char c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        if (line.Length > 0 && line[^1] == ' ')
        {
            line.Length--;
        }

        int last = line.Length - 1;
        while (last > 0 && Closers.Contains(line[last], StringComparison.Ordinal))
        {
            last--;
        }

        if (line.Length > 0 && !Ends.Contains(line[last], StringComparison.Ordinal))
        {
            line.Append(isCjk ? '。' : '.');
        }

        return line.ToString();
    }

    public static bool IsCjk(string language)
    {
        string primary = language.Split('-', 2)[0];
        return primary is "zh" or "yue" or "ja" or "cmn" or "hak" or "nan" or "wuu";
    }
}
