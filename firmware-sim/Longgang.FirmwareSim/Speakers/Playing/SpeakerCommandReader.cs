using System.Globalization;
using System.Text.Json;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>Reads the commands of docs/wire.md as a speaker's firmware does: unknown fields are passed over, everything else is checked.</summary>
public static class SpeakerCommandReader
{
    private const int PlayDigits = 32;
    private const int HashDigits = 64;

    /// <summary>Reads a command whose play is named; what else is wrong with it is its <see cref="SpeakerCommand.Flaw"/>.</summary>
    /// <exception cref="JsonException">It is no object, or nobody can say of which play it speaks.</exception>
    public static SpeakerCommand Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        if (!reader.Read())
        {
            throw new JsonException("empty");
        }

        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || reader.Read())
        {
            throw new JsonException("a command is one object");
        }

        if (Text(root, "play") is not { Length: PlayDigits } digits
            || !UInt128.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 play))
        {
            throw new JsonException("play is not 32 hex digits");
        }

        var flaws = new List<string>();
        if (Number(root, "v") != 1)
        {
            return new SpeakerCommand { Play = play, Flaw = "v" };
        }

        switch (Text(root, "do"))
        {
            case "stop":
                return new SpeakerCommand { Play = play, Stop = true };
            case "play":
                break;
            default:
                return new SpeakerCommand { Play = play, Flaw = "do" };
        }

        SpeakerItem[] items = ReadItems(root, flaws);
        long? priority = Number(root, "priority");
        long? within = Number(root, "withinMs");
        long? volume = Number(root, "volume");
        Require(priority is >= 0 and <= 9, "priority");
        Require(within is >= 0 and <= int.MaxValue, "withinMs");
        Require(!root.TryGetProperty("volume", out _) || volume is >= 0 and <= 100, "volume");
        Require(!root.TryGetProperty("drill", out JsonElement drill) || drill.ValueKind is JsonValueKind.True or JsonValueKind.False, "drill");
        return new SpeakerCommand
        {
            Play = play,
            Items = items,
            Priority = (int)(priority ?? 0),
            WithinMs = within ?? 0,
            Volume = (int?)volume,
            Drill = drill.ValueKind == JsonValueKind.True,
            Flaw = flaws.Count > 0 ? flaws[0] : null,
        };

        void Require(bool holds, string field)
        {
            if (!holds)
            {
                flaws.Add(field);
            }
        }
    }

    private static SpeakerItem[] ReadItems(JsonElement root, List<string> flaws)
    {
        if (!root.TryGetProperty("items", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
        {
            flaws.Add("items");
            return [];
        }

        var items = new List<SpeakerItem>();
        foreach (JsonElement entry in list.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object)
            {
                flaws.Add("items");
                continue;
            }

            var item = new SpeakerItem(Text(entry, "language") ?? string.Empty, Text(entry, "text"), Text(entry, "url"), Text(entry, "sha256"));
            bool fetchable = item.Url is not null && Uri.TryCreate(item.Url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
                && item.Sha256 is { Length: HashDigits } hash && hash.All(char.IsAsciiHexDigit);
            if (item.Language.Length == 0 || (string.IsNullOrEmpty(item.Text) && !fetchable))
            {
                flaws.Add("items");
            }

            items.Add(item);
        }

        return [.. items];
    }

    private static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number)
            ? number
            : null;
}
