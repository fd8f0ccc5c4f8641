using System.Runtime.InteropServices;

namespace Longgang.Cloud.Storage.Sqlite.Pages;

/// <summary><c>sqlite3_file</c>: the head of an open file; what follows is the business of who opened it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFile
{
    public NativeFileMethods* Methods;
}
