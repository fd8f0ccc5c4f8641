using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Which databases somebody has met damage in. Whoever reads tells it here; the writer repairs before its next transaction.</summary>
internal static class DamagedFiles
{
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Whether a failure says that the file is not what was written.</summary>
    public static bool IsDamage(SqliteException failure) =>
        failure.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB || failure.SqliteExtendedErrorCode == (raw.SQLITE_IOERR | (32 << 8)); // SQLITE_IOERR_DATA

    /// <summary>Remembers it.</summary>
    public static void Report(string path) => Known[path] = true;

    /// <summary>Whether it is known to be damaged.</summary>
    public static bool Contains(string path) => Known.ContainsKey(path);

    /// <summary>It was looked through.</summary>
    public static void Forget(string path) => Known.TryRemove(path, out _);
}
