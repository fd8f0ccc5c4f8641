using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Tests.Simulation;

/// <summary>A file of the simulated disk: what the page cache shows of it.</summary>
internal sealed class SimFile(SimulatedDisk disk) : IStoreFile
{
    internal byte[] Content { get; private set; } = [];

    public long Length { get; private set; }

    internal static SimFile Of(SimulatedDisk disk, byte[] content) => new(disk) { Content = content, Length = content.Length };

    public int Read(long offset, Span<byte> buffer)
    {
        lock (disk.Gate)
        {
            int count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
            Content.AsSpan((int)Math.Min(offset, Length), count).CopyTo(buffer);
            return count;
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        disk.Do(new SimOperation(SimKind.Write, this, offset, data.ToArray()));
    }

    public void Sync() => disk.Do(new SimOperation(SimKind.Sync, this));

    public void Reserve(long offset, long length) => disk.Do(new SimOperation(SimKind.Reserve, this, offset + length));

    public void SetLength(long length) => disk.Do(new SimOperation(SimKind.SetLength, this, length));

    public void Dispose()
    {
    }

    internal void Apply(long offset, ReadOnlySpan<byte> data)
    {
        Resize(Math.Max(Length, offset + data.Length));
        data.CopyTo(Content.AsSpan((int)offset));
    }

    internal void Resize(long length)
    {
        if (length > Content.Length)
        {
            byte[] larger = new byte[Math.Max(length, Content.Length * 2L)];
            Content.AsSpan(0, (int)Length).CopyTo(larger);
            Content = larger;
        }

        if (length < Length)
        {
            Content.AsSpan((int)length, (int)(Length - length)).Clear();
        }

        Length = length;
    }
}
