using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Changes of announcements have numbers that listeners resume from: none is given twice.</summary>
internal static class AnnouncementNumbers
{
    // More than any that can have been given since the latest one that is still known.
    private const long Leap = 1_000_000_000;

    /// <summary>The next change has a number that is higher than any that was given.</summary>
    /// <param name="database">The new database, with the rows that were found.</param>
    /// <param name="lost">Rows are lost: the highest number may be among them.</param>
    public static void GoOn(SqliteConnection database, bool lost)
    {
        long highest = database.ReadNumber(
            "SELECT max(coalesce((SELECT value FROM marks WHERE name = ?1), 0), coalesce((SELECT max(change) FROM announcement_history), 0), "
            + "coalesce((SELECT max(change) FROM speaker_parts), 0), coalesce((SELECT max(change) FROM command_boxes), 0))",
            AnnouncementWriter.ChangesMark);
        if (lost)
        {
            database.Run(
                "INSERT INTO marks (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", AnnouncementWriter.ChangesMark, highest + Leap);
        }
    }
}
