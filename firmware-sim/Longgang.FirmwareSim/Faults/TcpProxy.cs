using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Longgang.FirmwareSim.Faults;

/// <summary>A TCP link that can be cut: stands between a box and the cloud.</summary>
public sealed class TcpProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly EndPoint _target;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentDictionary<Task, bool> _links = new();
    private volatile TaskCompletionSource _passage = Opened();
    private Task _accepting = Task.CompletedTask;
    private volatile LinkMode _mode;

    public TcpProxy(IPEndPoint listen, EndPoint target)
    {
        _target = target;
        _listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Bind(listen);
        _listener.Listen(512);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    public IPEndPoint EndPoint { get; }

    public LinkMode Mode => _mode;

    public void Start() => _accepting = AcceptAsync();

    public void Switch(LinkMode mode)
    {
        _mode = mode;
        if (mode == LinkMode.Blackhole)
        {
            _passage = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        else
        {
            _passage.TrySetResult();
        }

        if (mode == LinkMode.Cut)
        {
            CloseAll();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        Switch(LinkMode.Cut);
        await _accepting.ConfigureAwait(false);
        await Task.WhenAll(_links.Keys).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                _links.TryAdd(LinkAsync(client), true);
                foreach (Task done in _links.Keys.Where(l => l.IsCompleted))
                {
                    _links.TryRemove(done, out _);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException
            && _stopping.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    private async Task LinkAsync(Socket client)
    {
        using var server = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using Socket _ = client;
        client.NoDelay = true;
        _sockets.TryAdd(client, true);
        _sockets.TryAdd(server, true);
        try
        {
            await _passage.Task.ConfigureAwait(false);
            if (_mode != LinkMode.Cut)
            {
                await server.ConnectAsync(_target, _stopping.Token).ConfigureAwait(false);
                await RelayAsync(client, server).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The target is down: the client is closed below, as a network would.
        }
        finally
        {
            _sockets.TryRemove(client, out bool _);
            _sockets.TryRemove(server, out bool _);
        }
    }

    // The first direction that ends ends both: MQTT has no half-closed connections.
    private async Task RelayAsync(Socket client, Socket server)
    {
        Task up = CopyAsync(client, server);
        Task down = CopyAsync(server, client);
        await Task.WhenAny(up, down).ConfigureAwait(false);
        client.Dispose();
        server.Dispose();
        await up.ConfigureAwait(false);
        await down.ConfigureAwait(false);
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] bytes = new byte[1 << 16];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(bytes, SocketFlags.None).ConfigureAwait(false)) > 0)
            {
                await _passage.Task.ConfigureAwait(false);
                ReadOnlyMemory<byte> rest = bytes.AsMemory(0, read);
                while (!rest.IsEmpty)
                {
                    rest = rest[await to.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Either side is gone.
        }
    }

    private void CloseAll()
    {
        foreach (Socket socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }
}
