using Longgang.Edge.Core.Files;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// Hands what is known of the clock from one process to the next of the same boot. The file needs no fsync: what a kernel that ends takes with it
/// belongs to a boot that has ended.
/// </summary>
public sealed class ClockMemory
{
    private readonly StateFile<ClockRecord> _file;
    private readonly string _boot;

    /// <summary>Reads what the file holds of this boot.</summary>
    /// <exception cref="IOException">The file is there and cannot be read.</exception>
    public ClockMemory(string path, BootIdentity boot)
    {
        _boot = boot.ToString();
        _file = new StateFile<ClockRecord>(path, ClockJsonContext.Default.ClockRecord);
        Recalled = _file.Read() is { State: { } state } record && record.Boot == _boot ? state.Resumed() : ClockState.Fresh;
    }

    /// <summary>What the last process of this boot knew.</summary>
    public ClockState Recalled { get; }

    /// <summary>Whether the clock was right at some time of this boot: then it is in holdover until its source is back.</summary>
    public bool WasTrusted => Recalled.Trusted is not null;

    /// <summary>Saves it.</summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Save(ClockState state) => _file.Write(new ClockRecord(_boot, state));
}
