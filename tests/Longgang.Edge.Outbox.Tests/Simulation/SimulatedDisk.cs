using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>
/// A folder in memory that remembers every call in order, so that a power cut can be played at any of them, and that lets a test refuse any call.
/// </summary>
internal sealed class SimulatedDisk : IStoreFolder
{
    private readonly Dictionary<string, SimFile> _files = new(StringComparer.Ordinal);

    internal Lock Gate { get; } = new();

    internal List<SimOperation> Operations { get; } = [];

    /// <summary>Called before an operation takes effect; throws to refuse it.</summary>
    internal Action<SimOperation>? Before { get; set; }

    internal bool Recording { get; set; } = true;

    internal IReadOnlyDictionary<string, SimFile> Files => _files;

    internal int Count
    {
        get
        {
            lock (Gate)
            {
                return Operations.Count;
            }
        }
    }

    public bool Exists(string name)
    {
        lock (Gate)
        {
            return _files.ContainsKey(name);
        }
    }

    public IStoreFile Open(string name)
    {
        lock (Gate)
        {
            if (!_files.TryGetValue(name, out SimFile? file))
            {
                file = new SimFile(this);
                Do(new SimOperation(SimKind.Open, file, To: name));
            }

            return file;
        }
    }

    public void Delete(string name)
    {
        if (Exists(name))
        {
            Do(new SimOperation(SimKind.Delete, null, From: name));
        }
    }

    public void Rename(string from, string to) => Do(new SimOperation(SimKind.Rename, null, From: from, To: to));

    public void Sync()
    {
    }

    public IDisposable Lock() => new MemoryStream();

    /// <summary>What was written to the file and not synced will never reach the disk by a later sync.</summary>
    internal void Forget(SimFile file)
    {
        lock (Gate)
        {
            Operations.Add(new SimOperation(SimKind.Forget, file));
        }
    }

    internal void Put(string name, byte[] content) => _files[name] = SimFile.Of(this, content);

    internal void Do(SimOperation operation)
    {
        Before?.Invoke(operation);
        lock (Gate)
        {
            switch (operation.Kind)
            {
                case SimKind.Open:
                    _files[operation.To!] = operation.File!;
                    break;
                case SimKind.Write:
                    operation.File!.Apply(operation.Offset, operation.Data);
                    break;
                case SimKind.SetLength:
                    operation.File!.Resize(operation.Offset);
                    break;
                case SimKind.Rename:
                    _files[operation.To!] = _files[operation.From!];
                    _ = _files.Remove(operation.From!);
                    break;
                case SimKind.Delete:
                    _ = _files.Remove(operation.From!);
                    break;
                default:
                    break;
            }

            if (Recording)
            {
                Operations.Add(operation);
            }
        }
    }
}
