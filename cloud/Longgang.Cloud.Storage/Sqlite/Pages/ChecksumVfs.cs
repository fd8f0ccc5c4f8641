using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary>
/// A layer between SQLite and the operating system (https://www.sqlite.org/vfs.html), after the example of SQLite's own <c>ext/misc/cksumvfs.c</c>: every page that goes into a
/// database gets a checksum, and every page that is read from a database or its log is looked at. A page that is not what was written is <c>SQLITE_IOERR_DATA</c>.
/// Other than there, no content of the file can switch this off: a database that is opened through it has checksums, or cannot be read.
/// </summary>
/// <remarks>
/// SQLite takes memory for a file of the size that the layer asks for. The operating system's part comes first in it, so its functions work on it as they are, and only those
/// differ that read and write. Everything here is called by SQLite and must not throw.
/// </remarks>
internal static unsafe class ChecksumVfs
{
    /// <summary>Its name, for <c>SqliteConnectionStringBuilder.Vfs</c>.</summary>
    public const string Name = "longgang-checksums";

    private const int DataError = raw.SQLITE_IOERR | (32 << 8); // SQLITE_IOERR_DATA
    private const int ShortRead = raw.SQLITE_IOERR | (2 << 8);
    private const int WriteError = raw.SQLITE_IOERR | (3 << 8);
    private const int SubpageRead = 0x8000; // SQLITE_IOCAP_SUBPAGE_READ
    private const int OpenDatabase = 0x100; // SQLITE_OPEN_MAIN_DB
    private const int OpenLog = 0x80000; // SQLITE_OPEN_WAL
    private const int PageBytes = PageChecksum.PageBytes;

    private static readonly Lock Gate = new();
    private static NativeVfs* _inner;
    private static int _stateAt;

    // The functions of a database and of a log, made over those of the operating system at the first opening.
    private static NativeFileMethods* _over;
    private static NativeFileMethods* _databaseMethods;
    private static NativeFileMethods* _logMethods;

    /// <summary>Makes the layer known to SQLite; once for the process, however often it is called.</summary>
    /// <exception cref="InvalidOperationException">SQLite does not take it.</exception>
    public static void Register()
    {
        lock (Gate)
        {
            if (_inner is not null)
            {
                return;
            }

            Batteries_V2.Init();
            NativeVfs* inner = NativeSqlite.FindVfs(null);
            if (inner is null || inner->Version < 3)
            {
                throw new InvalidOperationException("The SQLite library has no file system layer to put checksums over.");
            }

            // Never freed: SQLite keeps them as long as the process lives.
            var vfs = (NativeVfs*)NativeMemory.Alloc((nuint)sizeof(NativeVfs));
            *vfs = *inner;
            _stateAt = (inner->FileBytes + 7) & ~7;
            vfs->FileBytes = _stateAt + sizeof(CheckedFile);
            vfs->Next = null;
            byte[] name = Encoding.UTF8.GetBytes(Name + '\0');
            vfs->Name = (byte*)NativeMemory.Alloc((nuint)name.Length);
            name.CopyTo(new Span<byte>(vfs->Name, name.Length));
            vfs->Open = &Open;
            int result = NativeSqlite.RegisterVfs(vfs, 0);
            if (result != raw.SQLITE_OK)
            {
                throw new InvalidOperationException($"SQLite does not take the layer of checksums: error {result}.");
            }

            _inner = inner;
        }
    }

    private static CheckedFile* StateOf(NativeFile* file) => (CheckedFile*)((byte*)file + _stateAt);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(NativeVfs* vfs, byte* name, NativeFile* file, int flags, int* outFlags)
    {
        int result = _inner->Open(_inner, name, file, flags, outFlags);
        if (result != raw.SQLITE_OK || (flags & (OpenDatabase | OpenLog)) == 0)
        {
            return result;
        }

        CheckedFile* state = StateOf(file);
        *state = new CheckedFile { Inner = file->Methods };
        lock (Gate)
        {
            if (_over != file->Methods)
            {
                Overlay(file->Methods);
            }

            file->Methods = (flags & OpenDatabase) != 0 ? _databaseMethods : _logMethods;
        }

        return raw.SQLITE_OK;
    }

    private static void Overlay(NativeFileMethods* inner)
    {
        _databaseMethods = (NativeFileMethods*)NativeMemory.Alloc((nuint)sizeof(NativeFileMethods));
        *_databaseMethods = *inner;
        _databaseMethods->Read = &ReadDatabase;
        _databaseMethods->Write = &WriteDatabase;
        _databaseMethods->Characteristics = &Characteristics;
        if (inner->Version >= 3)
        {
            _databaseMethods->Fetch = &Fetch;
        }

        _logMethods = (NativeFileMethods*)NativeMemory.Alloc((nuint)sizeof(NativeFileMethods));
        *_logMethods = *inner;
        _logMethods->Read = &ReadLog;
        _logMethods->Write = &WriteLog;
        _over = inner;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadDatabase(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        CheckedFile* state = StateOf(file);
        if (bytes == PageBytes && offset % PageBytes == 0)
        {
            return ReadPage(state, file, buffer, offset);
        }

        // Parts of a page: the head of the first one, before SQLite knows how large pages are. The whole page has to be right.
        long start = offset - (offset % PageBytes);
        if (offset + bytes > start + PageBytes)
        {
            return DataError;
        }

        byte* page = stackalloc byte[PageBytes];
        int result = ReadPage(state, file, page, start);
        if (result is raw.SQLITE_OK or ShortRead)
        {
            new ReadOnlySpan<byte>(page + (offset - start), bytes).CopyTo(new Span<byte>(buffer, bytes));
        }

        return result;
    }

    private static int ReadPage(CheckedFile* state, NativeFile* file, byte* page, long offset)
    {
        int result = state->Inner->Read(file, page, PageBytes, offset);
        if (result == ShortRead)
        {
            // The one file that may be shorter than what is asked of it is the empty one of a database that is being made.
            long size;
            result = state->Inner->Size(file, &size);
            if (result != raw.SQLITE_OK || size == 0)
            {
                return result == raw.SQLITE_OK ? ShortRead : result;
            }
        }
        else if (result != raw.SQLITE_OK || PageChecksum.IsSound(new ReadOnlySpan<byte>(page, PageBytes), (uint)(offset / PageBytes) + 1))
        {
            return result;
        }

        return DataError;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int WriteDatabase(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        if (bytes != PageBytes || offset % PageBytes != 0)
        {
            // Nothing gets in without a checksum.
            return WriteError;
        }

        // In SQLite's own buffer, as cksumvfs does: these bytes are reserved, SQLite neither reads nor compares them.
        PageChecksum.Seal(new Span<byte>(buffer, PageBytes), (uint)(offset / PageBytes) + 1);
        return StateOf(file)->Inner->Write(file, buffer, bytes, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Characteristics(NativeFile* file) => StateOf(file)->Inner->Characteristics(file) & ~SubpageRead;

    // A page in mapped memory would be read past this layer.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Fetch(NativeFile* file, long offset, int bytes, void** page)
    {
        *page = null;
        return raw.SQLITE_OK;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadLog(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        CheckedFile* state = StateOf(file);
        int result = state->Inner->Read(file, buffer, bytes, offset);
        long frame = offset - LogFrames.HeaderBytes;
        if (result != raw.SQLITE_OK || bytes != PageBytes || !LogFrames.IsFrame(frame) || (state->UncheckedFrom != 0 && frame >= state->UncheckedFrom))
        {
            return result;
        }

        byte* header = stackalloc byte[LogFrames.HeaderBytes];
        byte* before = stackalloc byte[8];
        result = state->Inner->Read(file, header, LogFrames.HeaderBytes, frame);
        if (result == raw.SQLITE_OK)
        {
            result = state->Inner->Read(file, before, 8, LogFrames.ChecksumBefore(frame));
        }

        if (result != raw.SQLITE_OK
            || LogFrames.IsSound(new ReadOnlySpan<byte>(before, 8), new ReadOnlySpan<byte>(header, LogFrames.HeaderBytes), new ReadOnlySpan<byte>(buffer, bytes)))
        {
            return result;
        }

        return DataError;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int WriteLog(NativeFile* file, byte* buffer, int bytes, long offset)
    {
        CheckedFile* state = StateOf(file);
        if (bytes == LogFrames.HeaderBytes && LogFrames.IsFrame(offset))
        {
            state->LastHeader = offset;
            if (offset <= state->UncheckedFrom)
            {
                state->UncheckedFrom = 0;
            }
        }
        else if (bytes == PageBytes && offset - LogFrames.HeaderBytes != state->LastHeader)
        {
            long frame = offset - LogFrames.HeaderBytes;
            state->UncheckedFrom = state->UncheckedFrom == 0 ? frame : Math.Min(frame, state->UncheckedFrom);
        }

        return state->Inner->Write(file, buffer, bytes, offset);
    }
}
