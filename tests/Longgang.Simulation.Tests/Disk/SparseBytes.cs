namespace Longgang.Simulation.Tests.Disk;

/// <summary>Bytes in blocks; a block that was never anything but zeros is not there.</summary>
internal sealed class SparseBytes
{
    private const int Block = 4096;
    private readonly List<byte[]?> _blocks = [];

    internal long Length { get; private set; }

    internal SparseBytes Copy()
    {
        var copy = new SparseBytes { Length = Length };
        foreach (byte[]? block in _blocks)
        {
            copy._blocks.Add(block is null ? null : [.. block]);
        }

        return copy;
    }

    internal int Read(long offset, Span<byte> buffer)
    {
        int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        for (int done = 0; done < count;)
        {
            (int index, int within) = Split(offset + done);
            int part = Math.Min(Block - within, count - done);
            if (index < _blocks.Count && _blocks[index] is { } block)
            {
                block.AsSpan(within, part).CopyTo(buffer.Slice(done, part));
            }
            else
            {
                buffer.Slice(done, part).Clear();
            }

            done += part;
        }

        return count;
    }

    internal void Write(long offset, ReadOnlySpan<byte> data)
    {
        Length = Math.Max(Length, offset + data.Length);
        for (int done = 0; done < data.Length;)
        {
            (int index, int within) = Split(offset + done);
            int part = Math.Min(Block - within, data.Length - done);
            ReadOnlySpan<byte> piece = data.Slice(done, part);
            while (_blocks.Count <= index)
            {
                _blocks.Add(null);
            }

            byte[]? block = _blocks[index];
            if (block is not null || piece.ContainsAnyExcept((byte)0))
            {
                piece.CopyTo((_blocks[index] = block ?? new byte[Block]).AsSpan(within));
            }

            done += part;
        }
    }

    internal void WriteZeros(long offset, int count)
    {
        Length = Math.Max(Length, offset + count);
        for (int done = 0; done < count;)
        {
            (int index, int within) = Split(offset + done);
            int part = Math.Min(Block - within, count - done);
            if (index < _blocks.Count)
            {
                _blocks[index]?.AsSpan(within, part).Clear();
            }

            done += part;
        }
    }

    internal void Resize(long length)
    {
        if (length < Length)
        {
            (int index, int within) = Split(length);
            if (index < _blocks.Count)
            {
                _blocks[index]?.AsSpan(within).Clear();
                int keep = within == 0 ? index : index + 1;
                _blocks.RemoveRange(Math.Min(keep, _blocks.Count), Math.Max(0, _blocks.Count - keep));
            }
        }

        Length = length;
    }

    /// <summary>A place in a block that is there, -1 when there is none.</summary>
    internal long SomeWritten(Random random)
    {
        int[] there = [.. Enumerable.Range(0, _blocks.Count).Where(index => _blocks[index] is not null)];
        return there.Length == 0 ? -1 : ((long)there[random.Next(there.Length)] * Block) + random.Next(Block);
    }

    internal void Flip(long at, int bit)
    {
        (int index, int within) = Split(at);
        if (index < _blocks.Count && _blocks[index] is { } block)
        {
            block[within] ^= (byte)(1 << bit);
        }
    }

    private static (int Index, int Within) Split(long offset) => ((int)(offset / Block), (int)(offset % Block));
}
