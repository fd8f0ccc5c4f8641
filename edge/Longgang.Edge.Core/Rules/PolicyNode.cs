using System.Globalization;
using System.Text.Json;

namespace Longgang.Edge.Core.Rules;

/// <summary>A place in a policy file that is being read. Errors are collected, never thrown, so that a person sees all of them at once.</summary>
internal sealed class PolicyNode
{
    private readonly JsonElement? _element;
    private readonly List<PolicyError> _errors;
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public PolicyNode(JsonElement? element, string path, List<PolicyError> errors)
    {
        _element = element;
        Path = path;
        _errors = errors;
        if (element is { ValueKind: not JsonValueKind.Object })
        {
            Fail(path, "must be an object.");
            _element = null;
        }
    }

    /// <summary>JSON path.</summary>
    public string Path { get; }

    /// <summary>Whether something stands here.</summary>
    public bool Exists => _element is not null;

    /// <summary>Collects an error.</summary>
    public void Fail(string path, string message) => _errors.Add(new PolicyError(path, message));

    /// <summary>A member object; when missing, its members read as missing too.</summary>
    public PolicyNode Member(string name, bool required = false)
    {
        JsonElement? value = Value(name);
        if (required && value is null && Exists)
        {
            Fail(At(name), "is missing.");
        }

        return new PolicyNode(value, At(name), _errors);
    }

    /// <summary>A number of whole units, or null when JSON says null; missing reads as the fallback.</summary>
    public long? Whole(string name, long? fallback, long min, long max, bool nullable = false)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return fallback;
        }

        if (value.ValueKind == JsonValueKind.Null && nullable)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= min && number <= max)
        {
            return number;
        }

        Fail(At(name), $"must be a whole number from {min} to {max}{(nullable ? ", or null" : string.Empty)}.");
        return fallback;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool fallback)
    {
        if (!TryGet(name, out JsonElement value))
        {
            return fallback;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Fail(At(name), "must be true or false.");
        return fallback;
    }

    /// <summary>Text of 1 to <paramref name="maxLength"/> characters.</summary>
    public string? Text(string name, int maxLength, bool required = false)
    {
        if (!TryGet(name, out JsonElement value))
        {
            if (required && Exists)
            {
                Fail(At(name), "is missing.");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text && text.Length <= maxLength)
        {
            return text;
        }

        Fail(At(name), $"must be text of 1 to {maxLength} characters.");
        return null;
    }

    /// <summary>One of some names.</summary>
    public T? Name<T>(string name, T? fallback, IReadOnlyDictionary<string, T> names, bool required = false)
        where T : struct
    {
        if (!TryGet(name, out JsonElement value))
        {
            if (required && fallback is null && Exists)
            {
                Fail(At(name), $"is missing; it is one of {string.Join(", ", names.Keys)}.");
            }

            return fallback;
        }

        if (value.ValueKind == JsonValueKind.String && names.TryGetValue(value.GetString()!, out T found))
        {
            return found;
        }

        Fail(At(name), $"must be one of {string.Join(", ", names.Keys)}.");
        return fallback;
    }

    /// <summary>Time of day, HH:mm.</summary>
    public TimeOnly? TimeOfDay(string name)
    {
        string? text = Text(name, 5, required: true);
        if (text is null)
        {
            return null;
        }

        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            return time;
        }

        Fail(At(name), "must be a time of day like 06:00.");
        return null;
    }

    /// <summary>The elements of an array of objects.</summary>
    public IEnumerable<PolicyNode> Items(string name)
    {
        if (!TryGet(name, out JsonElement value))
        {
            yield break;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            Fail(At(name), "must be an array.");
            yield break;
        }

        int index = 0;
        foreach (JsonElement item in value.EnumerateArray())
        {
            yield return new PolicyNode(item, $"{At(name)}[{index++}]", _errors);
        }
    }

    /// <summary>Names of all members; each still has to be read.</summary>
    public IEnumerable<string> Names() => _element is { } element ? element.EnumerateObject().Select(member => member.Name) : [];

    /// <summary>Whether the member is there and says null.</summary>
    public bool IsNull(string name) => Value(name) is null && _element is { } element && element.TryGetProperty(name, out _);

    /// <summary>Reports members that nobody has read: a misspelt rule must not be a rule that is silently off.</summary>
    public void RefuseOthers()
    {
        foreach (string name in Names())
        {
            if (!_read.Contains(name) && name != "$schema")
            {
                Fail(At(name), "is not known here.");
            }
        }
    }

    /// <summary>Path of a member.</summary>
    public string At(string name) => $"{Path}.{name}";

    private JsonElement? Value(string name) => TryGet(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private bool TryGet(string name, out JsonElement value)
    {
        _read.Add(name);
        value = default;
        return _element is { } element && element.TryGetProperty(name, out value);
    }
}
