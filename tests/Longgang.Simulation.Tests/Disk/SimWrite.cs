namespace Longgang.Simulation.Tests.Disk;

/// <summary>A change of a file that the platter does not hold yet. A write of nothing but zeros keeps no copy of them.</summary>
internal readonly record struct SimWrite(long Offset, int Length, byte[]? Data, bool IsCut)
{
    private const int SectorBytes = 512;

    internal static SimWrite Of(long offset, ReadOnlySpan<byte> data) =>
        new(offset, data.Length, data.ContainsAnyExcept((byte)0) ? data.ToArray() : null, IsCut: false);

    internal static SimWrite Cut(long length) => new(length, 0, null, IsCut: true);

    internal void ApplyTo(SparseBytes target)
    {
        if (IsCut)
        {
            target.Resize(Offset);
        }
        else if (Data is { } data)
        {
            target.Write(Offset, data);
        }
        else
        {
            target.WriteZeros(Offset, Length);
        }
    }

    /// <summary>Some of its sectors are there.</summary>
    internal void TearInto(SparseBytes target, Random random)
    {
        for (int start = 0; start < Length; start += SectorBytes)
        {
            if (random.Next(2) == 0)
            {
                int part = Math.Min(SectorBytes, Length - start);
                if (Data is { } data)
                {
                    target.Write(Offset + start, data.AsSpan(start, part));
                }
                else
                {
                    target.WriteZeros(Offset + start, part);
                }
            }
        }
    }
}
