using System.Text.Json.Serialization;

namespace Longgang.Contracts.Device;

/// <summary>A verdict or a refusal as devices read it.</summary>
public sealed class VerdictJson
{
    /// <summary>Version of the message, 1.</summary>
    [JsonPropertyName("v")] public int Version { get; init; } = 1;

    /// <summary>The scan's epoch.</summary>
    [JsonPropertyName("epoch"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public ulong Epoch { get; init; }

    /// <summary>The scan's sequence.</summary>
    [JsonPropertyName("seq"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] public ulong Sequence { get; init; }

    /// <summary><c>pass</c>, <c>warn</c> or <c>deny</c>.</summary>
    [JsonPropertyName("verdict")] public string? Verdict { get; init; }

    /// <summary>Names of <c>Reason</c>.</summary>
    [JsonPropertyName("reasons")] public IReadOnlyList<string>? Reasons { get; init; }

    /// <summary>Whether the gate may open.</summary>
    [JsonPropertyName("open")] public bool? Open { get; init; }

    /// <summary>Set when the verdict stands on old data.</summary>
    [JsonPropertyName("asOf")] public DateTimeOffset? AsOf { get; init; }

    /// <summary>Words for the screen.</summary>
    [JsonPropertyName("show")] public string? Show { get; init; }

    /// <summary>Words for the loudspeaker.</summary>
    [JsonPropertyName("say")] public string? Say { get; init; }

    /// <summary>One of <see cref="RefusalReason"/>, when the message was not taken.</summary>
    [JsonPropertyName("refused")] public string? Refused { get; init; }

    /// <summary>What was wrong with it.</summary>
    [JsonPropertyName("detail")] public string? Detail { get; init; }
}
