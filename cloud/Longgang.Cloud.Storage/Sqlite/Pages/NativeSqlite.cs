using System.Runtime.InteropServices;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>Functions of the SQLite library for which the driver has none of its own.</summary>
internal static unsafe partial class NativeSqlite
{
    private const string Library = "e_sqlite3";
    private const int ReserveBytes = 38; // SQLITE_FCNTL_RESERVE_BYTES

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_find")]
    public static partial NativeVfs* FindVfs(byte* name);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "sqlite3_vfs_register")]
    public static partial int RegisterVfs(NativeVfs* vfs, int makeDefault);

    /// <summary>Keeps the last bytes of every page of a database that has no pages yet from SQLite.</summary>
    public static int Reserve(sqlite3 database, int bytes) => Control(database.DangerousGetHandle(), null, ReserveBytes, &bytes);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(Library, EntryPoint = "sqlite3_file_control")]
    private static partial int Control(nint database, byte* schema, int operation, void* argument);
}
