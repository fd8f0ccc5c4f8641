using System.Net;
using System.Net.Sockets;

namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>A TCP proxy that can cut connections, let them stall, or swallow what is sent.</summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private volatile TaskCompletionSource _flow = Open();
    private volatile bool _blackhole;

    public FaultProxy(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        Endpoint = (IPEndPoint)_listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    public IPEndPoint Endpoint { get; }

    /// <summary>Resets every connection; new ones are welcome.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (Socket socket in _sockets)
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (ObjectDisposedException)
                {
                    // It has ended by itself.
                }

                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    /// <summary>From now on nothing moves, and nobody is told: as when a modem loses its network.</summary>
    public void Stall() => _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>From now on everything is taken and nothing passed on: half-open. Connections made later are dead as well.</summary>
    public void Blackhole() => _blackhole = true;

    /// <summary>Ends <see cref="Stall"/> and, for new connections, <see cref="Blackhole"/>.</summary>
    public void Heal()
    {
        _blackhole = false;
        _flow.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Cut();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await _listener.AcceptSocketAsync(_stop.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                near.NoDelay = true;
                lock (_lock)
                {
                    _sockets.Add(near);
                    _sockets.Add(far);
                }

                _ = CarryAsync(near, far);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task CarryAsync(Socket near, Socket far)
    {
        try
        {
            await far.ConnectAsync(_target, _stop.Token);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        near.Dispose();
        far.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[64 * 1024];
        bool dead = false;
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                await _flow.Task.WaitAsync(_stop.Token);
                dead |= _blackhole;
                if (!dead)
                {
                    await to.SendAsync(buffer.AsMemory(0, read), _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private static TaskCompletionSource Open()
    {
        var flow = new TaskCompletionSource();
        flow.SetResult();
        return flow;
    }
}
