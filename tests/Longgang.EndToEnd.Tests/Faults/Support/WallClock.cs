using System.IO.MemoryMappedFiles;

namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>
/// The wall clock of a process, as far from the true one as a test wants it. A small library stands before the C library and changes nothing else: libfaketime 0.9.10
/// converts the deadlines of waits on the monotonic clock, too, and gets some wrong after a jump, so that the runtime's timers spin.
/// </summary>
internal sealed class WallClock : IDisposable
{
    private readonly string _library;
    private readonly string _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _moved;

    private WallClock(string library, string file)
    {
        (_library, _file) = (library, file);
        _map = MemoryMappedFile.CreateFromFile(file, FileMode.Create, null, sizeof(long));
        _moved = _map.CreateViewAccessor();
    }

    /// <summary>What to start a process with.</summary>
    internal IReadOnlyList<string> Prefix => ["env", $"LD_PRELOAD={_library}", $"WALL_CLOCK={_file}"];

    internal static WallClock Make(string folder)
    {
        string library = Path.Combine(folder, "wallclock.so");
        Tool.Run("clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, Path.Combine(AppContext.BaseDirectory, "Faults", "Support", "wallclock.c"));
        return new WallClock(library, Path.Combine(folder, "wallclock"));
    }

    internal void Set(TimeSpan fromTruth) => _moved.Write(0, fromTruth.Ticks * TimeSpan.NanosecondsPerTick);

    public void Dispose()
    {
        _moved.Dispose();
        _map.Dispose();
    }
}
