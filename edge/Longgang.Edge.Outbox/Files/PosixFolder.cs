using System.Runtime.InteropServices;

namespace Longgang.Edge.Outbox.Files;

/// <summary>A folder of the real disk.</summary>
internal sealed class PosixFolder(string path) : IStoreFolder
{
    public bool Exists(string name) => File.Exists(Path.Combine(path, name));

    public IStoreFile Open(string name)
    {
        string file = Path.Combine(path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        return new PosixFile(file);
    }

    public void Delete(string name) => File.Delete(Path.Combine(path, name));

    public void Rename(string from, string to)
    {
        string target = Path.Combine(path, to);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Move(Path.Combine(path, from), target, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(target)!);
        Sync();
    }

    public void Sync() => SyncDirectory(path);

    public IDisposable Lock()
    {
        Directory.CreateDirectory(path);
        var file = new PosixFile(Path.Combine(path, "lock"));
        try
        {
            file.LockExclusively();
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void SyncDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int descriptor = Posix.Open(directory, Posix.CloseOnExec);
        if (descriptor < 0)
        {
            throw new StoreFileException("open", directory, Marshal.GetLastPInvokeError());
        }

        try
        {
            if (Posix.Fsync(descriptor) != 0)
            {
                throw new StoreFileException("fsync", directory, Marshal.GetLastPInvokeError());
            }
        }
        finally
        {
            _ = Posix.Close(descriptor);
        }
    }
}
