using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// Rows whose box, device or outbox is lost stay, under a name that says so: they are true, and a reader would leave them out. A box that comes again gets a new row, for whose it was
/// nobody can know.
/// </summary>
internal static class LostNames
{
    private static readonly string[] Statements =
    [
        // Without its alert nothing can be made of a change; the evidence's events are named as lost.
        "DELETE FROM alert_changes WHERE alert NOT IN (SELECT id FROM alerts)",
        "DELETE FROM alert_evidence WHERE alert NOT IN (SELECT id FROM alerts)",

        // The ends of outboxes that nobody knows any more: a record lane of a box of no name.
        "INSERT INTO gateways (name, last_seen_us) SELECT 'lost-gateway', 0 WHERE EXISTS (" + UnknownOutboxes + ") OR EXISTS (" + UnknownDevices + ")",
        "INSERT INTO outboxes (id, outbox, lane, gateway) SELECT o, CAST(printf('lost%012d', o) AS BLOB), 2, (SELECT id FROM gateways WHERE name = 'lost-gateway') FROM (" + UnknownOutboxes + ")",
        "INSERT INTO devices (id, name, gateway) SELECT d, 'lost-device-' || d, coalesce("
            + "(SELECT o.gateway FROM outboxes o WHERE o.id = (SELECT outbox FROM scans WHERE device = d LIMIT 1)), (SELECT id FROM gateways WHERE name = 'lost-gateway')) "
            + "FROM (" + UnknownDevices + ")",
        "INSERT INTO gateways (id, name, last_seen_us) SELECT g, 'lost-gateway-' || g, 0 FROM (" + UnknownGateways + ")",
    ];

    private const string UnknownOutboxes =
        "SELECT DISTINCT o FROM (SELECT outbox AS o FROM scans UNION SELECT outbox FROM readings UNION SELECT outbox FROM ranges UNION SELECT outbox FROM batches "
        + "UNION SELECT outbox FROM ledger_entries) WHERE o NOT IN (SELECT id FROM outboxes)";

    private const string UnknownDevices =
        "SELECT DISTINCT d FROM (SELECT device AS d FROM scans UNION SELECT device FROM readings UNION SELECT device FROM device_ranges UNION SELECT device FROM device_states) "
        + "WHERE d NOT IN (SELECT id FROM devices)";

    private const string UnknownGateways =
        "SELECT DISTINCT g FROM (SELECT gateway AS g FROM outboxes UNION SELECT gateway FROM devices UNION SELECT gateway FROM alerts UNION SELECT gateway FROM quarantine "
        + "UNION SELECT gateway FROM clock_corrections) WHERE g NOT IN (SELECT id FROM gateways)";

    /// <summary>Makes them.</summary>
    /// <returns>How many, as the end of a sentence; empty: none.</returns>
    public static string Fill(SqliteConnection database)
    {
        foreach (string statement in Statements)
        {
            database.Run(statement);
        }

        List<string> names = database.ReadAll(
            "SELECT name FROM gateways WHERE name LIKE 'lost-gateway%' UNION ALL SELECT name FROM devices WHERE name LIKE 'lost-device-%'", static row => row.GetString(0));
        return names.Count == 0 ? string.Empty : $"; {string.Join(", ", names.Take(20))} {(names.Count == 1 ? "stands" : "stand")} for what has lost its name";
    }
}
