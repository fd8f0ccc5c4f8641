using System.Runtime.InteropServices;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>What <see cref="ChecksumVfs"/> keeps behind the operating system's part of an open file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct CheckedFile
{
    /// <summary>The operating system's own functions.</summary>
    public NativeFileMethods* Inner;

    /// <summary>In a log: where the header of a frame was last written.</summary>
    public long LastHeader;

    /// <summary>
    /// In a log, 0 or the first frame whose page this connection has written a second time within its transaction: SQLite writes the checksums from there on anew only when it
    /// commits, and until then nobody else reads them.
    /// </summary>
    public long UncheckedFrom;
}
