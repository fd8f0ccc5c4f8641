using System.Text.Json;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>The ledger of the cloud, added up by ourselves from its rows: a judge does not take over the sums of the judged.</summary>
public sealed record LedgerSnapshot(
    IReadOnlyList<LedgerRow> Rows, long Accepted, long Stored, long Pending, long Expired, long Quarantined, long Gaps, bool Balanced)
{
    public static LedgerSnapshot Parse(JsonElement root)
    {
        var rows = new List<LedgerRow>();
        Collect(root, rows);
        bool balanced = rows.Count > 0 && rows.TrueForAll(r => r.Balanced && r.Adds);
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("balanced", out JsonElement said))
        {
            balanced &= said.ValueKind == JsonValueKind.True;
        }

        return new LedgerSnapshot(
            rows, rows.Sum(r => r.Accepted), rows.Sum(r => r.Stored), rows.Sum(r => r.Pending),
            rows.Sum(r => r.Expired), rows.Sum(r => r.Quarantined), rows.Sum(r => r.Gaps), balanced);
    }

    // A row is any object that names a lane, wherever the document puts it.
    private static void Collect(JsonElement element, List<LedgerRow> rows)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in element.EnumerateArray())
            {
                Collect(item, rows);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("lane", out JsonElement lane)
            && lane.ValueKind == JsonValueKind.String)
        {
            rows.Add(LedgerRow.Parse(element));
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in element.EnumerateObject())
            {
                Collect(property.Value, rows);
            }
        }
    }
}
