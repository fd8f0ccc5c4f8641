using System.Runtime.InteropServices;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary><c>sqlite3_vfs</c>, version 3 (https://www.sqlite.org/c3ref/vfs.html). What is only copied has no type here.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeVfs
{
    public int Version;
    public int FileBytes;
    public int LongestPath;
    public NativeVfs* Next;
    public byte* Name;
    public void* ApplicationData;
    public delegate* unmanaged[Cdecl]<NativeVfs*, byte*, NativeFile*, int, int*, int> Open;
    public fixed ulong Others[15];
}
