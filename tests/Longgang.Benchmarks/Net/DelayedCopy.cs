using System.Net.Sockets;
using System.Threading.Channels;

namespace Longgang.Benchmarks.Net;

/// <summary>One direction of a <see cref="Link"/>: reads at once and writes when the delay has passed, as a long line does.</summary>
internal sealed class DelayedCopy(Socket from, Socket to, TimeSpan delay, Action<int> read)
{
    // What a line of 50 ms holds at more than 1 GB/s: the link itself is never what bounds a subject.
    private readonly Channel<(long Due, byte[] Bytes)> _line = Channel.CreateBounded<(long, byte[])>(4096);

    /// <summary>Copies until one end closes.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        delay == TimeSpan.Zero ? PassAsync(cancellationToken) : Task.WhenAll(ReadAsync(cancellationToken), WriteAsync(cancellationToken));

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        int length;
        while ((length = await from.ReceiveAsync(buffer, SocketFlags.None, cancellationToken)) > 0)
        {
            read(length);
            await SendAsync(buffer.AsMemory(0, length), cancellationToken);
        }
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        int length;
        while ((length = await from.ReceiveAsync(buffer, SocketFlags.None, cancellationToken)) > 0)
        {
            read(length);
            await _line.Writer.WriteAsync((TimeProvider.System.GetTimestamp(), buffer[..length]), cancellationToken);
        }

        _line.Writer.Complete();
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        await foreach ((long read, byte[] bytes) in _line.Reader.ReadAllAsync(cancellationToken))
        {
            TimeSpan left = delay - TimeProvider.System.GetElapsedTime(read);
            if (left > TimeSpan.Zero)
            {
                await Task.Delay(left, cancellationToken);
            }

            await SendAsync(bytes, cancellationToken);
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> rest, CancellationToken cancellationToken)
    {
        while (!rest.IsEmpty)
        {
            rest = rest[await to.SendAsync(rest, SocketFlags.None, cancellationToken)..];
        }
    }
}
