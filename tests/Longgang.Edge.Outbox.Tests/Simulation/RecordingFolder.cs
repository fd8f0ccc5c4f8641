using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>
/// A folder of the real disk that remembers every call in the order in which the kernel gets it: one call at a time. What it remembers can be played
/// by <see cref="PowerCut"/> like the calls of a simulated disk.
/// </summary>
internal sealed class RecordingFolder(string path) : IStoreFolder
{
    private readonly PosixFolder _inner = new(path);
    private readonly SimulatedDisk _scratch = new() { Recording = false };
    private readonly Dictionary<string, SimFile> _names = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    internal List<SimOperation> Operations { get; } = [];

    internal int Count
    {
        get
        {
            lock (_gate)
            {
                return Operations.Count;
            }
        }
    }

    /// <summary>What was called, a line each, as the kernel's trace has it: <c>write|sync name offset length</c>.</summary>
    internal IEnumerable<string> Lines()
    {
        var names = new Dictionary<SimFile, string>();
        foreach (SimOperation operation in Operations)
        {
            switch (operation.Kind)
            {
                case SimKind.Open:
                    names[operation.File!] = operation.To!;
                    break;
                case SimKind.Rename:
                    names[names.Single(one => one.Value == operation.From).Key] = operation.To!;
                    break;
                case SimKind.Write:
                    yield return $"write {names[operation.File!]} {operation.Offset} {operation.Data!.Length}";
                    break;
                case SimKind.Sync:
                    yield return $"sync {names[operation.File!]}";
                    break;
                default:
                    break;
            }
        }
    }

    public bool Exists(string name) => _inner.Exists(name);

    public IStoreFile Open(string name)
    {
        lock (_gate)
        {
            if (!_names.TryGetValue(name, out SimFile? file))
            {
                file = new SimFile(_scratch);
                _names.Add(name, file);
                Operations.Add(new SimOperation(SimKind.Open, file, To: name));
            }

            return new RecordedFile(this, _inner.Open(name), file);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            _inner.Delete(name);
            if (_names.Remove(name))
            {
                Operations.Add(new SimOperation(SimKind.Delete, null, From: name));
            }
        }
    }

    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            _inner.Rename(from, to);
            _names[to] = _names[from];
            _ = _names.Remove(from);
            Operations.Add(new SimOperation(SimKind.Rename, null, From: from, To: to));
        }
    }

    public void Sync() => _inner.Sync();

    public IDisposable Lock() => _inner.Lock();

    private sealed class RecordedFile(RecordingFolder folder, IStoreFile inner, SimFile file) : IStoreFile
    {
        public long Length => inner.Length;

        public int Read(long offset, Span<byte> buffer) => inner.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            lock (folder._gate)
            {
                inner.Write(offset, data);
                folder.Operations.Add(new SimOperation(SimKind.Write, file, offset, data.ToArray()));
            }
        }

        public void Sync()
        {
            lock (folder._gate)
            {
                inner.Sync();
                folder.Operations.Add(new SimOperation(SimKind.Sync, file));
            }
        }

        public void Reserve(long offset, long length) => inner.Reserve(offset, length);

        public void SetLength(long length)
        {
            lock (folder._gate)
            {
                inner.SetLength(length);
                folder.Operations.Add(new SimOperation(SimKind.SetLength, file, length));
            }
        }

        public void Dispose() => inner.Dispose();
    }
}
