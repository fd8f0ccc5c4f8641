using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Changes of alerts have numbers that listeners resume from: none is given twice.</summary>
internal static class AlertNumbers
{
    /// <summary>The next change has a number that is higher than <paramref name="last"/> and than any that there is.</summary>
    public static void GoOnAfter(SqliteConnection database, long last)
    {
        long highest = Math.Max(last, database.ReadNumber("SELECT max(change) FROM alert_changes"));
        database.Run("DELETE FROM sqlite_sequence WHERE name = 'alert_changes'");
        database.Run("INSERT INTO sqlite_sequence (name, seq) VALUES ('alert_changes', ?1)", highest);
    }
}
