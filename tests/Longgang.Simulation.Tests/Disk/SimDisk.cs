using Longgang.Edge.Outbox.Files;
using Longgang.Simulation.Tests.Box;

namespace Longgang.Simulation.Tests.Disk;

/// <summary>The folder of one lane on a simulated disk that fills, fails and loses its power.</summary>
internal sealed class SimDisk(Random random) : IStoreFolder
{
    private readonly Dictionary<string, SimDiskFile> _files = new(StringComparer.Ordinal);
    private bool _failed;

    /// <summary>The machine that runs on it; set anew for each life.</summary>
    internal SimMachine Machine { get; set; } = null!;

    /// <summary>No space left.</summary>
    internal bool IsFull { get; set; }

    /// <summary>How often a write or a sync fails with EIO, 0 to 1.</summary>
    internal double ErrorRate { get; set; }

    public bool Exists(string name) => _files.ContainsKey(name);

    public IStoreFile Open(string name)
    {
        if (!_files.TryGetValue(name, out SimDiskFile? file))
        {
            file = new SimDiskFile(this, name);
            _ = Enter(DiskCall.Name, file);
            _files.Add(name, file);
        }

        return file;
    }

    public void Delete(string name)
    {
        if (_files.TryGetValue(name, out SimDiskFile? file))
        {
            _ = Enter(DiskCall.Name, file);
            _ = _files.Remove(name);
        }
    }

    public void Rename(string from, string to)
    {
        SimDiskFile file = _files[from];
        _ = Enter(DiskCall.Name, file);
        _ = _files.Remove(from);
        file.Name = to;
        _files[to] = file;
    }

    public void Sync()
    {
    }

    public IDisposable Lock() => new MemoryStream();

    internal void LosePower()
    {
        foreach (SimDiskFile file in _files.Values.OrderBy(static file => file.Name, StringComparer.Ordinal))
        {
            file.LosePower(random);
        }
    }

    /// <summary>Flips a bit of the data file; false when there is nothing.</summary>
    internal bool Flip()
    {
        return _files.TryGetValue("lane.db", out SimDiskFile? file) && file.Flip(random);
    }

    /// <summary>Before a call takes effect. False: it has none, and <see cref="Leave"/> will say why.</summary>
    internal bool Enter(DiskCall call, SimDiskFile file, long grows = 0)
    {
        if (Machine.IsDead || Machine.Passes(call))
        {
            throw new StoreFileException(call.ToString(), file.Name, StoreFileException.InputOutput);
        }

        if (IsFull && grows > 0 && call is DiskCall.Write or DiskCall.Reserve)
        {
            throw new StoreFileException(call.ToString(), file.Name, StoreFileException.NoSpace);
        }

        _failed = ErrorRate > 0 && call is DiskCall.Write or DiskCall.Sync && random.NextDouble() < ErrorRate;
        return !_failed;
    }

    /// <summary>After a call.</summary>
    internal void Leave(DiskCall call, SimDiskFile file)
    {
        if (_failed)
        {
            _failed = false;
            throw new StoreFileException(call.ToString(), file.Name, StoreFileException.InputOutput);
        }
    }
}
