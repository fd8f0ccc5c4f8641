using Microsoft.Win32.SafeHandles;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>A file that was written in one go.</summary>
internal static class DurableFile
{
    /// <summary>Brings it to the disk.</summary>
    public static void Sync(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}
