using System.Runtime.InteropServices;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// Asks the kernel (adjtimex(2)) whether a time daemon disciplines the clock. The answer is kept for a second: it is asked for every event.
/// </summary>
/// <param name="time">Monotonic time.</param>
/// <param name="wasSynchronized">An earlier process of this boot has seen the clock disciplined.</param>
public sealed partial class LinuxClockQuality(TimeProvider time, bool wasSynchronized = false) : IClockQuality
{
    private const int StatusUnsynchronised = 0x0040; // STA_UNSYNC
    private const int TimeError = 5;                 // TIME_ERROR
    private const int TimexSize = 208;               // sizeof(struct timex), 64-bit Linux
    private const int StatusOffset = 40;             // modes 4 + pad 4 + offset, freq, maxerror, esterror 8 each

    private long _askedAt = long.MinValue;
    private int _current = (int)ClockQuality.Unsynchronized;
    private int _wasSynchronised = wasSynchronized ? 1 : 0;

    /// <inheritdoc/>
    public ClockQuality Current
    {
        get
        {
            long now = time.GetTimestamp();
            long askedAt = Volatile.Read(ref _askedAt);
            if (askedAt != long.MinValue && time.GetElapsedTime(askedAt, now) < TimeSpan.FromSeconds(1))
            {
                return (ClockQuality)Volatile.Read(ref _current);
            }

            Volatile.Write(ref _askedAt, now);
            ClockQuality asked = Ask();
            Volatile.Write(ref _current, (int)asked);
            return asked;
        }
    }

    private ClockQuality Ask()
    {
        Span<byte> timex = stackalloc byte[TimexSize];
        timex.Clear(); // modes = 0: read only, needs no privilege
        int state = OperatingSystem.IsLinux() && Environment.Is64BitProcess ? AdjTimex(ref MemoryMarshal.GetReference(timex)) : -1;
        int status = BitConverter.ToInt32(timex[StatusOffset..]);
        if (state >= 0 && state != TimeError && (status & StatusUnsynchronised) == 0)
        {
            Volatile.Write(ref _wasSynchronised, 1);
            return ClockQuality.Synchronized;
        }

        return Volatile.Read(ref _wasSynchronised) == 1 ? ClockQuality.Holdover : ClockQuality.Unsynchronized;
    }

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static partial int AdjTimex(ref byte timex);
}
