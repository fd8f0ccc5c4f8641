using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Admission;

/// <summary>The last few verdicts of a device, for scans that it sends again because the answer was lost.</summary>
internal struct VerdictMemory
{
    private const int Size = 8;

    private VerdictJson?[]? _ring;
    private int _next;

    /// <summary>Remembers a verdict.</summary>
    public void Put(VerdictJson verdict)
    {
        _ring ??= new VerdictJson?[Size];
        _ring[_next] = verdict;
        _next = (_next + 1) % Size;
    }

    /// <summary>The verdict of a scan, or null.</summary>
    public readonly VerdictJson? Find(ulong epoch, ulong sequence)
    {
        foreach (VerdictJson? verdict in _ring ?? [])
        {
            if (verdict is not null && verdict.Epoch == epoch && verdict.Sequence == sequence)
            {
                return verdict;
            }
        }

        return null;
    }
}
