using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Says in batches of older versions which event ids they were given.</summary>
internal static class EventIds
{
    /// <summary>Works it out from the rows that there are.</summary>
    public static void Fill(SqliteConnection database)
    {
        database.Run("BEGIN");
        database.Run(
            "CREATE TEMP TABLE spans AS SELECT outbox, first, min(id) - 1 AS event, max(id) - min(id) + 1 AS rows FROM ("
            + "SELECT s.id AS id, s.outbox AS outbox, (SELECT max(first) FROM batches WHERE outbox = s.outbox AND first <= s.sequence) AS first FROM scans s "
            + "UNION ALL SELECT s.id, s.outbox, (SELECT max(first) FROM batches WHERE outbox = s.outbox AND first <= s.sequence) FROM readings s) "
            + "WHERE first IS NOT NULL GROUP BY outbox, first");
        database.Run("UPDATE batches SET event = n.event, rows = n.rows FROM spans n WHERE n.outbox = batches.outbox AND n.first = batches.first");
        database.Run("DROP TABLE spans");
        database.Run("COMMIT");
    }
}
