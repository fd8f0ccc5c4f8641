using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Tells a store that cannot write now from a row that cannot be written.</summary>
internal static class SqliteFailure
{
    /// <summary>Full disk, I/O error, locked, damaged: trying again later, on a new connection, may succeed.</summary>
    public static bool IsUnavailable(SqliteException failure) => failure.SqliteErrorCode is
        raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM
        or raw.SQLITE_CANTOPEN or raw.SQLITE_READONLY or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_PROTOCOL or raw.SQLITE_PERM;
}
