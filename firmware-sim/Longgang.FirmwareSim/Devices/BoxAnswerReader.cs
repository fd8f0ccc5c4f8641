using System.Text.Json;

namespace Longgang.FirmwareSim.Devices;

/// <summary>Reads verdict messages and the results of a push.</summary>
public static class BoxAnswerReader
{
    /// <summary>Reads one object; throws <see cref="JsonException"/> when it is none.</summary>
    public static BoxAnswer Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return ReadObject(ref reader);
    }

    /// <summary>Reads <c>{"results":[…]}</c>.</summary>
    public static List<BoxAnswer> ReadResults(ReadOnlySpan<byte> json)
    {
        var answers = new List<BoxAnswer>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("results"u8))
            {
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                {
                    answers.Add(ReadObject(ref reader));
                }
            }
        }

        return answers;
    }

    private static BoxAnswer ReadObject(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an answer is an object");
        }

        ulong epoch = 0;
        ulong sequence = 0;
        string? verdict = null;
        string? refused = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("epoch"u8))
            {
                epoch = Number(ref reader);
            }
            else if (reader.ValueTextEquals("seq"u8))
            {
                sequence = Number(ref reader);
            }
            else if (reader.ValueTextEquals("verdict"u8))
            {
                verdict = Word(ref reader, "pass"u8, "pass") ?? reader.GetString();
            }
            else if (reader.ValueTextEquals("refused"u8))
            {
                reader.Read();
                refused = reader.GetString();
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new BoxAnswer(epoch, sequence, verdict, refused);

        static ulong Number(ref Utf8JsonReader reader)
        {
            reader.Read();
            return reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out ulong value) ? value : 0;
        }

        // The frequent word costs no allocation.
        static string? Word(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8, string word)
        {
            reader.Read();
            return reader.ValueTextEquals(utf8) ? word : null;
        }
    }
}
