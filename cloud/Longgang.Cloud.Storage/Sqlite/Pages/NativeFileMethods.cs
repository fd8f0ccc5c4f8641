using System.Runtime.InteropServices;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary><c>sqlite3_io_methods</c>, version 3 (https://www.sqlite.org/c3ref/io_methods.html). What is only copied has no type here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFileMethods
{
    public int Version;
    public void* Close;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<NativeFile*, byte*, int, long, int> Write;
    public void* Truncate;
    public void* Sync;
    public delegate* unmanaged[Cdecl]<NativeFile*, long*, int> Size;
    public void* Lock;
    public void* Unlock;
    public void* CheckReservedLock;
    public void* Control;
    public void* SectorSize;
    public delegate* unmanaged[Cdecl]<NativeFile*, int> Characteristics;
    public void* MapShared;
    public void* LockShared;
    public void* BarrierShared;
    public void* UnmapShared;
    public delegate* unmanaged[Cdecl]<NativeFile*, long, int, void**, int> Fetch;
    public void* Unfetch;
}
