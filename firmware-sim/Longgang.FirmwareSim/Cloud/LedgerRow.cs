using System.Text.Json;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>One outbox of one lane of one gateway.</summary>
public sealed record LedgerRow(
    string Gateway, string Lane, long Accepted, long Stored, long Pending, long Expired, long Quarantined, long Gaps, bool Balanced)
{
    /// <summary>accepted = stored + pending + expired + quarantined.</summary>
    public bool Adds => Accepted == Stored + Pending + Expired + Quarantined && Gaps == 0;

    public static LedgerRow Parse(JsonElement row)
    {
        return new LedgerRow(
            row.TryGetProperty("gateway", out JsonElement g) ? g.ToString() : string.Empty,
            row.GetProperty("lane").GetString()!,
            Number("accepted"), Number("stored"), Number("pending"), Number("expired"), Number("quarantined"), Number("gaps"),
            !row.TryGetProperty("balanced", out JsonElement b) || b.ValueKind == JsonValueKind.True);

        // Gaps may be a number or a list of them.
        long Number(string name) => !row.TryGetProperty(name, out JsonElement value) ? 0
            : value.ValueKind switch
            {
                JsonValueKind.Number => value.GetInt64(),
                JsonValueKind.Array => value.GetArrayLength(),
                _ => 0,
            };
    }
}
