namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Statements about the numbers of announcements' changes. Whoever takes numbers holds the lock until he commits, so that they appear in order.</summary>
internal static class AnnouncementSql
{
    /// <summary>The highest number that was given, locked. Beside the alerts' own, so that receipts of thousands of speakers do not hold up alerts; who takes both takes that one first.</summary>
    public const string Lock = "SELECT value FROM counters WHERE name = 'announcement_changes' FOR UPDATE";

    public const string SetLast = "UPDATE counters SET value = $1 WHERE name = 'announcement_changes'";

    /// <summary>Channel of the notifications; the payload is the number of the latest change.</summary>
    public const string Channel = "longgang_announcements";

    public const string Notify = "SELECT pg_notify('" + Channel + "', $1)";

    public const string Last = "SELECT value FROM counters WHERE name = 'announcement_changes'";
}
