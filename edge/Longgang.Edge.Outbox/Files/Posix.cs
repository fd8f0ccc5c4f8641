using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Longgang.Edge.Outbox.Files;

/// <summary>The calls of Linux that .NET does not offer: fdatasync(2), fallocate(2), flock(2), fsync(2) of a directory.</summary>
internal static partial class Posix
{
    internal const int KeepSize = 1; // FALLOC_FL_KEEP_SIZE
    internal const int ExclusiveNonBlocking = 2 | 4; // LOCK_EX | LOCK_NB
    internal const int Interrupted = 4; // EINTR
    internal const int NotSupported = 95; // EOPNOTSUPP
    internal const int CloseOnExec = 0x80000;

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FdataSync(SafeFileHandle file);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int Fsync(int file);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int Fallocate(SafeFileHandle file, int mode, long offset, long length);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    // A directory opens read-only without O_DIRECTORY on every architecture; the flag's value differs between x64 and arm64.
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int file);
}
