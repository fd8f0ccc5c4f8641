using System.Net;
using System.Net.Sockets;

namespace Longgang.FirmwareSim.Mqtt;

/// <summary>
/// One client connection over a raw socket. Writes append to a buffer and <see cref="Flush"/> sends it, so that what is written together
/// leaves in one system call; the receive loop tells its <see cref="IMqttHandler"/>.
/// </summary>
public sealed class MqttConnection : IDisposable
{
    private const int LargestPacket = 1 << 20;

    private readonly Lock _gate = new();
    private readonly Socket _socket;
    private readonly IMqttHandler _handler;
    private PacketBuffer _filling = new();
    private PacketBuffer _leaving = new();
    private byte[] _received = new byte[1024];
    private int _receivedLength;
    private bool _sending;
    private string? _closeReason;
    private Task _receiving = Task.CompletedTask;
    private Task _pump = Task.CompletedTask;

    private MqttConnection(Socket socket, MqttVersion version, IMqttHandler handler)
    {
        _socket = socket;
        _handler = handler;
        Version = version;
    }

    public MqttVersion Version { get; }

    /// <summary>Ends when the handler has been told of the end.</summary>
    public Task Completion => _receiving;

    /// <summary>Connects and awaits CONNACK. Nothing is received before <see cref="Start"/>.</summary>
    /// <exception cref="MqttRefusedException">The broker said no.</exception>
    public static async Task<MqttConnection> OpenAsync(
        EndPoint endpoint, MqttConnectOptions options, IMqttHandler handler, CancellationToken token)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var connection = new MqttConnection(socket, options.Version, handler);
        try
        {
            await socket.ConnectAsync(endpoint, token).ConfigureAwait(false);
            MqttPacketWriter.Connect(connection._filling, options);
            connection.Flush();
            await connection.AwaitConnAckAsync(token).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Starts the receive loop.</summary>
    public void Start() => _receiving = ReceiveAsync();

    public void Publish(
        ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ushort packetId, bool retain = false, bool duplicate = false)
    {
        lock (_gate)
        {
            MqttPacketWriter.Publish(_filling, Version, topic, payload, packetId, retain, duplicate);
        }
    }

    public void Subscribe(ushort packetId, string filter, int qos = 0)
    {
        lock (_gate)
        {
            MqttPacketWriter.Subscribe(_filling, Version, packetId, filter, qos);
        }
    }

    public void PubAck(ushort packetId)
    {
        lock (_gate)
        {
            MqttPacketWriter.PubAck(_filling, packetId);
        }
    }

    public void Ping()
    {
        lock (_gate)
        {
            MqttPacketWriter.PingReq(_filling);
        }

        Flush();
    }

    /// <summary>Sends what was written; what is written while a send is under way leaves with the next one.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_sending || _filling.Length == 0)
            {
                return;
            }

            _sending = true;
        }

        _pump = PumpAsync();
    }

    /// <summary>Says goodbye and closes.</summary>
    public async Task DisconnectAsync()
    {
        lock (_gate)
        {
            MqttPacketWriter.Disconnect(_filling);
        }

        Flush();
        await _pump.ConfigureAwait(false);
        Close("disconnected");
        await _receiving.ConfigureAwait(false);
    }

    /// <summary>Closes at once, without goodbye; the handler is told by the receive loop.</summary>
    public void Close(string reason)
    {
        _closeReason ??= reason;
        _socket.Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private async Task PumpAsync()
    {
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    if (_filling.Length == 0)
                    {
                        _sending = false;
                        return;
                    }

                    (_filling, _leaving) = (_leaving, _filling);
                }

                ReadOnlyMemory<byte> rest = _leaving.WrittenMemory;
                while (!rest.IsEmpty)
                {
                    rest = rest[await _socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false)..];
                }

                _leaving.Clear();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // _sending stays set: nothing will be sent on this connection any more. The receive loop reports the end.
            Close(e is SocketException s ? s.SocketErrorCode.ToString() : "closed");
        }
    }

    private async Task AwaitConnAckAsync(CancellationToken token)
    {
        while (true)
        {
            if (!await FillAsync(token).ConfigureAwait(false))
            {
                throw new MqttProtocolException("closed before CONNACK");
            }

            if (!MqttPacketReader.TryRead(_received.AsSpan(0, _receivedLength), out byte header, out var body, out int consumed))
            {
                continue;
            }

            if (header >> 4 != (int)MqttPacketType.ConnAck || body.Length < 2)
            {
                throw new MqttProtocolException("the first packet is no CONNACK");
            }

            if (body[1] != 0)
            {
                throw new MqttRefusedException(body[1]);
            }

            Drop(consumed);
            return;
        }
    }

    private async Task ReceiveAsync()
    {
        string reason = "closed by the peer";
        try
        {
            do
            {
                Dispatch();
            }
            while (await FillAsync(CancellationToken.None).ConfigureAwait(false));
        }
        catch (SocketException e)
        {
            reason = e.SocketErrorCode.ToString();
        }
        catch (ObjectDisposedException)
        {
            reason = "closed";
        }
        catch (MqttProtocolException e)
        {
            reason = e.Message;
        }

        _socket.Dispose();
        _handler.OnClosed(this, _closeReason ?? reason);
    }

    private async ValueTask<bool> FillAsync(CancellationToken token)
    {
        if (_receivedLength == _received.Length)
        {
            if (_received.Length >= LargestPacket)
            {
                throw new MqttProtocolException("packet of more than 1 MiB");
            }

            Array.Resize(ref _received, _received.Length * 2);
        }

        int read = await _socket.ReceiveAsync(_received.AsMemory(_receivedLength), SocketFlags.None, token).ConfigureAwait(false);
        _receivedLength += read;
        return read > 0;
    }

    private void Dispatch()
    {
        int used = 0;
        while (MqttPacketReader.TryRead(_received.AsSpan(used, _receivedLength - used), out byte header, out var body, out int consumed))
        {
            switch ((MqttPacketType)(header >> 4))
            {
                case MqttPacketType.PubAck:
                    _handler.OnAcknowledged(this, MqttAcknowledgement.Parse(body, Version));
                    break;
                case MqttPacketType.Publish:
                    Deliver(MqttPublication.Parse(header, body, Version));
                    break;
                case MqttPacketType.PingResp:
                    _handler.OnPingAnswered(this);
                    break;
                case MqttPacketType.Disconnect:
                    string code = body.IsEmpty ? "0x00" : $"0x{body[0]:X2}";
                    throw new MqttProtocolException($"the broker disconnected with {code}");
                default:
                    break;
            }

            used += consumed;
        }

        if (used > 0)
        {
            Drop(used);
            _handler.OnReceived(this);
        }
    }

    private void Deliver(in MqttPublication publication)
    {
        _handler.OnPublication(this, publication);
        if (publication.QoS == 1)
        {
            PubAck(publication.PacketId);
            Flush();
        }
    }

    private void Drop(int used)
    {
        _receivedLength -= used;
        if (_receivedLength > 0)
        {
            _received.AsSpan(used, _receivedLength).CopyTo(_received);
        }
    }
}
