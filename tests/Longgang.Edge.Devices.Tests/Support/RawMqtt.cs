using System.Net.Sockets;
using System.Text;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>MQTT by hand, for what a client library would not send or would hide.</summary>
internal sealed class RawMqtt : IDisposable
{
    private readonly TcpClient _client = new();

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawMqtt> ConnectAsync(int port)
    {
        var raw = new RawMqtt();
        await raw._client.ConnectAsync("127.0.0.1", port);
        return raw;
    }

    public static async Task<RawMqtt> LogInAsync(int port, string device = LanBox.Sentinel, byte version = 4, ushort keepAlive = 0, string clientId = "raw")
    {
        RawMqtt raw = await ConnectAsync(port);
        byte[] properties = version == 5 ? [0] : [];
        await raw.SendAsync(0x10, [.. Text("MQTT"), version, 0xC2, (byte)(keepAlive >> 8), (byte)keepAlive, .. properties, .. Text(clientId), .. Text(device), .. Text(LanBox.Secret)]);
        (byte first, byte[] body) = await raw.ReceiveAsync();
        Assert.Equal(0x20, first);
        Assert.Equal(0, body[1]);
        return raw;
    }

    public static byte[] Text(string text) => [(byte)(Encoding.UTF8.GetByteCount(text) >> 8), (byte)Encoding.UTF8.GetByteCount(text), .. Encoding.UTF8.GetBytes(text)];

    public static byte[] Packet(byte first, byte[] body)
    {
        var header = new List<byte> { first };
        int rest = body.Length;
        do
        {
            header.Add((byte)(rest > 127 ? (rest & 0x7F) | 0x80 : rest));
            rest >>= 7;
        }
        while (rest > 0);
        return [.. header, .. body];
    }

    public static byte[] Publish(string topic, ushort id, byte[] payload, byte version = 4, byte flags = 0x02) =>
        Packet((byte)(0x30 | flags), [.. Text(topic), .. (flags & 6) != 0 ? (byte[])[(byte)(id >> 8), (byte)id] : [], .. version == 5 ? (byte[])[0] : [], .. payload]);

    public async Task SendAsync(byte first, byte[] body) => await Stream.WriteAsync(Packet(first, body));

    public async Task SendAsync(byte[] packets) => await Stream.WriteAsync(packets);

    /// <summary>The next packet; first byte 0 when the connection was closed.</summary>
    public async Task<(byte First, byte[] Body)> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var one = new byte[1];
        try
        {
            if (await Stream.ReadAsync(one, patience.Token) == 0)
            {
                return (0, []);
            }

            byte first = one[0];
            int length = 0;
            int shift = 0;
            do
            {
                await Stream.ReadExactlyAsync(one, patience.Token);
                length |= (one[0] & 0x7F) << shift;
                shift += 7;
            }
            while ((one[0] & 0x80) != 0);
            var body = new byte[length];
            await Stream.ReadExactlyAsync(body, patience.Token);
            return (first, body);
        }
        catch (IOException)
        {
            return (0, []);
        }
    }

    public void Dispose() => _client.Dispose();
}
