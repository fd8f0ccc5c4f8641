using System.Buffers.Binary;
using Longgang.Cloud.Storage.Sqlite.Pages;
using Microsoft.Win32.SafeHandles;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>The pages of a database file and its log, as far as they are what was written.</summary>
internal sealed class PageSource : IDisposable
{
    // SQLite locks bytes of this page and never uses it.
    private const long LockByte = 0x40000000;
    private const int PageCountAt = 28;
    private const int RunPages = 256;

    private readonly SafeFileHandle _file;
    private readonly LogContent _log;

    private PageSource(SafeFileHandle file, LogContent log)
    {
        _file = file;
        _log = log;
    }

    /// <summary>How many pages there should be.</summary>
    public uint Count { get; private set; }

    /// <summary>Pages that are not what was written, or are missing.</summary>
    public SortedSet<uint> Bad { get; } = [];

    /// <summary>Why the log is not whole, or null.</summary>
    public string? LogBreak => _log.Break;

    /// <summary>Opens a database and looks at every page.</summary>
    public static PageSource Open(string path)
    {
        var source = new PageSource(File.OpenHandle(path, options: FileOptions.SequentialScan), LogContent.Read(path + "-wal"));
        try
        {
            source.Look();
            return source;
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    /// <summary>Whether a number is that of a page whose content can be read.</summary>
    public bool IsReadable(uint number) => number > 0 && number <= Count && !Bad.Contains(number);

    /// <summary>A page that is readable.</summary>
    public byte[] Read(uint number)
    {
        if (_log.Pages.TryGetValue(number, out byte[]? newer))
        {
            return newer;
        }

        var page = new byte[PageChecksum.PageBytes];
        int read = RandomAccess.Read(_file, page, (number - 1L) * PageChecksum.PageBytes);
        return read == page.Length ? page : throw new InvalidDataException($"Page {number} has gone while the database was read.");
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Look()
    {
        long length = RandomAccess.GetLength(_file);
        var whole = (uint)(length / PageChecksum.PageBytes);
        Count = _log.PageCount;
        var run = new byte[RunPages * PageChecksum.PageBytes];
        for (uint first = 1; first <= whole; first += RunPages)
        {
            int bytes = ReadRun(run, (first - 1L) * PageChecksum.PageBytes);
            for (uint i = 0; i < bytes / PageChecksum.PageBytes; i++)
            {
                ReadOnlySpan<byte> page = run.AsSpan((int)i * PageChecksum.PageBytes, PageChecksum.PageBytes);
                bool sound = PageChecksum.IsSound(page, first + i);
                if (first + i == 1 && sound && Count == 0)
                {
                    Count = BinaryPrimitives.ReadUInt32BigEndian(page[PageCountAt..]);
                }

                if (!sound && !_log.Pages.ContainsKey(first + i) && (first + i - 1L) * PageChecksum.PageBytes != LockByte)
                {
                    Bad.Add(first + i);
                }
            }
        }

        // With its head gone a database is as long as its file.
        Count = Count == 0 ? (uint)((length + PageChecksum.PageBytes - 1) / PageChecksum.PageBytes) : Count;
        Bad.RemoveWhere(page => page > Count);
        for (uint missing = whole + 1; missing <= Count; missing++)
        {
            if (!_log.Pages.ContainsKey(missing) && (missing - 1L) * PageChecksum.PageBytes != LockByte)
            {
                Bad.Add(missing);
            }
        }
    }

    private int ReadRun(byte[] run, long offset)
    {
        int total = 0;
        while (total < run.Length)
        {
            int read = RandomAccess.Read(_file, run.AsSpan(total), offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }
}
