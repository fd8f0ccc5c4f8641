using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Longgang.Benchmarks.Net;

/// <summary>
/// The uplink of a bench: a TCP relay on loopback that refuses connections until it is opened, and then delays what passes by the same time in
/// each direction without bounding how much is on its way.
/// </summary>
internal sealed class Link(int targetPort, TimeSpan delay) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _relays = [];
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private long _bytesUp;

    /// <summary>Where the near end connects.</summary>
    public int Port { get; } = TestKit.Ports.Free();

    /// <summary>Bytes that went from the near to the far end, TCP payload.</summary>
    public long BytesUp => Interlocked.Read(ref _bytesUp);

    /// <summary>From now on the far end can be reached.</summary>
    public void Open()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(64);
        _accepting = AcceptAsync(_listener);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener?.Dispose();
        await _accepting;
        await Task.WhenAll(_relays);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                _relays.Add(RelayAsync(await listener.AcceptAsync(_stopping.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // The bench is over.
        }
    }

    private async Task RelayAsync(Socket near)
    {
        using Socket client = near;
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        client.NoDelay = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, targetPort, ended.Token);
            Task up = new DelayedCopy(client, server, delay, read => Interlocked.Add(ref _bytesUp, read)).RunAsync(ended.Token);
            Task down = new DelayedCopy(server, client, delay, static _ => { }).RunAsync(ended.Token);
            await Task.WhenAny(up, down);
            await ended.CancelAsync();
            await Task.WhenAll(up, down);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // One end is gone, and with it the connection: whoever is left sees it closed.
        }
    }
}
