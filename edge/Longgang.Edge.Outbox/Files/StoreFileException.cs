namespace Longgang.Edge.Outbox.Files;

/// <summary>A system call on a store file failed.</summary>
/// <param name="operation">The call, e.g. <c>fdatasync</c>.</param>
/// <param name="path">The file.</param>
/// <param name="errno">What the kernel said (errno(3)).</param>
/// <param name="inner">The exception behind it, if there was one.</param>
public sealed class StoreFileException(string operation, string path, int errno, Exception? inner = null)
    : IOException($"{operation} on {path} failed: {Describe(errno)}.", inner)
{
    /// <summary>No space left on device.</summary>
    public const int NoSpace = 28;

    /// <summary>Disk quota exceeded.</summary>
    public const int QuotaExceeded = 122;

    /// <summary>Input/output error.</summary>
    public const int InputOutput = 5;

    /// <summary>Resource temporarily unavailable: somebody else holds the lock.</summary>
    public const int WouldBlock = 11;

    /// <summary>errno(3).</summary>
    public int Errno => errno;

    /// <summary>The disk (or the quota on it) is full.</summary>
    public bool IsDiskFull => errno is NoSpace or QuotaExceeded;

    private static string Describe(int errno) => errno switch
    {
        NoSpace => "no space left on the disk (ENOSPC)",
        QuotaExceeded => "disk quota exceeded (EDQUOT)",
        InputOutput => "the disk reports an input/output error (EIO)",
        WouldBlock => "another process holds it (EWOULDBLOCK)",
        30 => "the file system is read-only (EROFS)",
        _ => $"errno {errno}",
    };
}
