using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Longgang.Edge.Outbox.Files;

/// <summary>A file of the real disk, read and written at offsets (pread, pwrite) without a buffer in between.</summary>
internal sealed class PosixFile : IStoreFile
{
    private readonly string _path;
    private readonly SafeFileHandle _handle;

    public PosixFile(string path)
    {
        _path = path;
        _handle = Call("open", () => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete));
    }

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(long offset, Span<byte> buffer)
    {
        int total = 0;
        try
        {
            while (total < buffer.Length)
            {
                int read = RandomAccess.Read(_handle, buffer[total..], offset + total);
                if (read == 0)
                {
                    break;
                }

                total += read;
            }
        }
        catch (IOException exception)
        {
            throw Wrap("pread", exception);
        }

        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(_handle, data, offset);
        }
        catch (IOException exception)
        {
            throw Wrap("pwrite", exception);
        }
    }

    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_handle);
            return;
        }

        while (Posix.FdataSync(_handle) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Posix.Interrupted)
            {
                throw new StoreFileException("fdatasync", _path, errno);
            }
        }
    }

    public void Reserve(long offset, long length)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        while (Posix.Fallocate(_handle, Posix.KeepSize, offset, length) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == Posix.NotSupported)
            {
                return; // the file system cannot reserve (e.g. FAT, NFS 3); a full disk is then met at the checkpoint, and survived there
            }

            if (errno != Posix.Interrupted)
            {
                throw new StoreFileException("fallocate", _path, errno);
            }
        }
    }

    public void SetLength(long length)
    {
        try
        {
            RandomAccess.SetLength(_handle, length);
        }
        catch (IOException exception)
        {
            throw Wrap("ftruncate", exception);
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>flock(LOCK_EX): held until disposal, also released by the kernel when the process dies.</summary>
    internal void LockExclusively()
    {
        if (OperatingSystem.IsLinux() && Posix.Flock(_handle, Posix.ExclusiveNonBlocking) != 0)
        {
            throw new StoreFileException("flock", _path, Marshal.GetLastPInvokeError());
        }
    }

    private SafeFileHandle Call(string operation, Func<SafeFileHandle> open)
    {
        try
        {
            return open();
        }
        catch (IOException exception) when (exception is not FileNotFoundException and not DirectoryNotFoundException)
        {
            throw Wrap(operation, exception);
        }
    }

    // .NET puts the raw errno into HResult where it has no Windows code of its own for it (ENOSPC and EIO among them).
    private StoreFileException Wrap(string operation, IOException exception) =>
        exception as StoreFileException ?? new StoreFileException(operation, _path, ErrnoOf(exception), exception);

    private static int ErrnoOf(IOException exception) =>
        (exception.HResult & 0xFFFF) is var code && code is 0x70 or 0x27 ? StoreFileException.NoSpace : exception.HResult;
}
