using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A listener on a real UDP socket; reads RTP by itself, from RFC 3550.</summary>
internal sealed class RtpListener : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly ConcurrentQueue<Packet> _packets = new();
    private readonly Thread _thread;
    private volatile bool _stopping;

    public RtpListener(string? multicast = null, bool anyAddress = false)
    {
        _socket.ReceiveBufferSize = 4 << 20;
        do
        {
            // RTP wants an even port (RFC 3550, 11).
            _socket = Rebind(_socket, anyAddress || multicast is not null ? IPAddress.Any : IPAddress.Loopback);
        }
        while (Port % 2 != 0);
        if (multicast is not null)
        {
            _socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Parse(multicast), IPAddress.Loopback));
        }

        _thread = new Thread(Run) { IsBackground = true, Priority = ThreadPriority.AboveNormal };
        _thread.Start();
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    public IReadOnlyList<Packet> Packets => [.. _packets];

    /// <summary>The samples' bytes of everything that came, in its order.</summary>
    public byte[] Payload => [.. Packets.SelectMany(packet => packet.Payload)];

    public async Task UntilAsync(int packets)
    {
        for (int i = 0; i < 1500 && _packets.Count < packets; i++)
        {
            await Task.Delay(10);
        }

        Assert.True(_packets.Count >= packets, $"{_packets.Count} of {packets} packets came within 15 s.");
    }

    public void Dispose()
    {
        _stopping = true;
        _socket.Dispose();
        _thread.Join();
    }

    private static Socket Rebind(Socket before, IPAddress address)
    {
        before.Dispose();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 << 20 };
        socket.Bind(new IPEndPoint(address, 0));
        return socket;
    }

    private void Run()
    {
        var buffer = new byte[2048];
        while (!_stopping)
        {
            try
            {
                int length = _socket.Receive(buffer);
                long at = Stopwatch.GetTimestamp();
                ReadOnlySpan<byte> packet = buffer.AsSpan(0, length);
                _packets.Enqueue(new Packet(
                    at, packet[0], (packet[1] & 0x80) != 0, packet[1] & 0x7F, BinaryPrimitives.ReadUInt16BigEndian(packet[2..]),
                    BinaryPrimitives.ReadUInt32BigEndian(packet[4..]), BinaryPrimitives.ReadUInt32BigEndian(packet[8..]), packet[12..].ToArray()));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    public sealed record Packet(long At, byte First, bool Marker, int PayloadType, ushort Sequence, uint Timestamp, uint Source, byte[] Payload);
}
