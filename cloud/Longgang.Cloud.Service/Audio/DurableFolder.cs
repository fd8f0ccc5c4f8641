using System.Runtime.InteropServices;

namespace Longgang.Cloud.Service.Audio;

/// <summary>What .NET does not offer: a file's name reaches the disk with its folder, fsync(2) of a directory.</summary>
internal static partial class DurableFolder
{
    private const int ReadOnly = 0;

    /// <summary>Brings the names in a folder to the disk.</summary>
    /// <exception cref="IOException">It cannot be done.</exception>
    public static void Sync(string path)
    {
        int folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"The folder '{path}' cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        try
        {
            if (Fsync(folder) != 0)
            {
                throw new IOException($"The folder '{path}' cannot be brought to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
