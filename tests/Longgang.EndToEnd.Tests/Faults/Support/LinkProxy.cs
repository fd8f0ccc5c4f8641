using System.Net;
using System.Net.Sockets;
using System.Text;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>
/// Stands between the box and the cloud's broker, knows where an MQTT packet begins and on which topic it is, and does with it what a bad link does.
/// </summary>
internal sealed class LinkProxy : IAsyncDisposable
{
    private const int PublishType = 3;
    private static readonly TimeSpan DripPause = TimeSpan.FromMilliseconds(100);
    private readonly TcpListener _listener;
    private readonly int _target;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly List<Task> _links = [];
    private readonly Random _random;
    private readonly Task _accepting;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile LinkFault _fault;

    internal LinkProxy(int target, int seed)
    {
        _target = target;
        _random = new Random(seed);
        Port = Ports.Free();
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port { get; }

    /// <summary>Connections that the proxy took.</summary>
    internal int Connections { get; private set; }

    /// <summary>Packets that were hurt: swallowed, slowed or torn.</summary>
    internal int Hurt { get; private set; }

    /// <summary>From now on this is wrong. What stalled or was half-open stays dead; the box has to notice.</summary>
    internal void Switch(LinkFault fault)
    {
        lock (_lock)
        {
            _fault = fault;
            TaskCompletionSource before = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            before.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        Task[] links;
        lock (_lock)
        {
            foreach (Socket socket in _sockets)
            {
                socket.Dispose();
            }

            links = [.. _links];
        }

        await Task.WhenAll(links);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket near = await _listener.AcceptSocketAsync(_stop.Token);
                near.NoDelay = true;
                lock (_lock)
                {
                    Connections++;
                    _links.Add(LinkAsync(near));
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task LinkAsync(Socket near)
    {
        using Socket client = near;
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_lock)
        {
            _sockets.Add(client);
            _sockets.Add(far);
        }

        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAny(CarryAsync(client, far, upwards: true), CarryAsync(far, client, upwards: false));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The cloud is down: the box is told so by the end of its connection.
        }
        finally
        {
            lock (_lock)
            {
                _sockets.Remove(client);
                _sockets.Remove(far);
            }
        }
    }

    private async Task CarryAsync(Socket from, Socket to, bool upwards)
    {
        try
        {
            while (await ReadPacketAsync(from) is { } packet)
            {
                switch (_fault)
                {
                    case LinkFault.Stall:
                        Hurt++;
                        await Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token); // until the box gives up; the other direction notices that
                        break;
                    case LinkFault.HalfOpen:
                        Hurt++;
                        if (upwards)
                        {
                            to.Dispose(); // the cloud's side ends; the box's stays open and mute
                            await SwallowAsync(from);
                        }

                        return;
                    case LinkFault.Drip:
                        Hurt++;
                        await DripAsync(to, packet);
                        break;
                    case LinkFault.Reset when upwards && packet.Length > 4:
                        Hurt++;
                        await SendAsync(to, packet.AsMemory(0, _random.Next(1, packet.Length)));
                        from.LingerState = new LingerOption(true, 0);
                        to.LingerState = new LingerOption(true, 0);
                        return;
                    case LinkFault.RecordsLost when upwards && IsRecord(packet):
                        Hurt++;
                        break;
                    default:
                        await SendAsync(to, packet);
                        break;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two is gone.
        }
    }

    private async Task SwallowAsync(Socket from)
    {
        var bytes = new byte[4096];
        while (await from.ReceiveAsync(bytes, _stop.Token) > 0)
        {
        }
    }

    // At a few bytes at a time, until the fault is over.
    private async Task DripAsync(Socket to, byte[] packet)
    {
        for (int sent = 0; sent < packet.Length;)
        {
            int part = _fault == LinkFault.Drip ? Math.Min(16, packet.Length - sent) : packet.Length - sent;
            await SendAsync(to, packet.AsMemory(sent, part));
            sent += part;
            await Task.WhenAny(_changed.Task, Task.Delay(DripPause, _stop.Token));
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, _stop.Token)..];
        }
    }

    private static bool IsRecord(byte[] packet)
    {
        if (packet[0] >> 4 != PublishType)
        {
            return false;
        }

        int position = 1;
        while ((packet[position++] & 0x80) != 0)
        {
        }

        int length = (packet[position] << 8) | packet[position + 1];
        return Encoding.UTF8.GetString(packet, position + 2, length).EndsWith("/up/record", StringComparison.Ordinal);
    }

    // MQTT 5, 2.1: type and flags, remaining length as a variable byte integer, then so many bytes.
    private async Task<byte[]?> ReadPacketAsync(Socket from)
    {
        var head = new byte[5];
        int count = 0;
        int length = 0;
        do
        {
            if (await from.ReceiveAsync(head.AsMemory(count, 1), SocketFlags.None, _stop.Token) == 0)
            {
                return null;
            }

            length |= count == 0 ? 0 : (head[count] & 0x7F) << (7 * (count - 1));
            count++;
        }
        while (count == 1 || (head[count - 1] & 0x80) != 0);

        var packet = new byte[count + length];
        head.AsSpan(0, count).CopyTo(packet);
        for (int read = count; read < packet.Length;)
        {
            int got = await from.ReceiveAsync(packet.AsMemory(read), SocketFlags.None, _stop.Token);
            if (got == 0)
            {
                return null;
            }

            read += got;
        }

        return packet;
    }
}
