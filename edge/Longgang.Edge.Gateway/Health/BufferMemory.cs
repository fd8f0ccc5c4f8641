using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Files;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Gateway.Health;

/// <summary>Hands the episodes of filling lanes from one process to the next, so that a restart raises no alert a second time.</summary>
internal sealed class BufferMemory(string path)
{
    private readonly StateFile<Dictionary<string, BufferState>> _file = new(path, BufferJsonContext.Default.DictionaryStringBufferState);
    private Dictionary<string, BufferState>? _states;

    /// <summary>What is remembered of a lane, or null.</summary>
    public BufferState? Recall(Lane lane) => (_states ??= _file.Read() ?? []).GetValueOrDefault(Topics.LaneName(lane));

    /// <summary>Remembers it.</summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Save(Lane lane, BufferState state)
    {
        _ = Recall(lane);
        _states![Topics.LaneName(lane)] = state;
        _file.Write(_states);
    }
}
