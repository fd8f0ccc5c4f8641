namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>
/// Plays the calls of a disk one by one and can say at any point what a power cut there might leave: what was synced is there; of what was
/// not, each write is there, gone, or torn into sectors of 512 bytes.
/// </summary>
internal sealed class PowerCut
{
    private const int Sector = 512;
    private readonly Dictionary<SimFile, SimFile> _durable = [];
    private readonly Dictionary<SimFile, List<SimOperation>> _unsynced = [];
    private readonly Dictionary<string, SimFile> _names = new(StringComparer.Ordinal);
    private readonly SimulatedDisk _scratch = new() { Recording = false };

    internal void Play(SimOperation operation)
    {
        switch (operation.Kind)
        {
            case SimKind.Open:
                _durable[operation.File!] = new SimFile(_scratch);
                _unsynced[operation.File!] = [];
                _names[operation.To!] = operation.File!;
                break;
            case SimKind.Write or SimKind.SetLength:
                _unsynced[operation.File!].Add(operation);
                break;
            case SimKind.Sync:
                _unsynced[operation.File!].ForEach(waiting => Apply(_durable[operation.File!], waiting));
                _unsynced[operation.File!].Clear();
                break;
            case SimKind.Forget:
                _unsynced[operation.File!].Clear();
                break;
            case SimKind.Rename:
                _names[operation.To!] = _names[operation.From!];
                _ = _names.Remove(operation.From!);
                break;
            case SimKind.Delete:
                _ = _names.Remove(operation.From!);
                break;
            default:
                break;
        }
    }

    /// <summary>Nothing is left but what was synced.</summary>
    internal SimulatedDisk CutHard() => Cut(new Random(0), mood: 0);

    /// <summary>A disk as the cut might have left it.</summary>
    internal SimulatedDisk Cut(Random random) => Cut(random, random.Next(4));

    // Mood 0: nothing of the unsynced is there; 1: all of it; else: a mixture.
    private SimulatedDisk Cut(Random random, int mood)
    {
        var disk = new SimulatedDisk { Recording = false };
        foreach ((string name, SimFile file) in _names)
        {
            SimFile left = SimFile.Of(_scratch, _durable[file].Content.AsSpan(0, (int)_durable[file].Length).ToArray());
            foreach (SimOperation waiting in _unsynced[file])
            {
                int fate = mood < 2 ? mood : random.Next(3);
                if (fate == 1)
                {
                    Apply(left, waiting);
                }
                else if (fate == 2 && waiting.Data is { } data)
                {
                    for (int start = 0; start < data.Length; start += Sector)
                    {
                        if (random.Next(2) == 0)
                        {
                            left.Apply(waiting.Offset + start, data.AsSpan(start, Math.Min(Sector, data.Length - start)));
                        }
                    }
                }
            }

            disk.Put(name, left.Content.AsSpan(0, (int)left.Length).ToArray());
        }

        return disk;
    }

    private static void Apply(SimFile file, SimOperation operation)
    {
        if (operation.Kind == SimKind.Write)
        {
            file.Apply(operation.Offset, operation.Data);
        }
        else
        {
            file.Resize(operation.Offset);
        }
    }
}
