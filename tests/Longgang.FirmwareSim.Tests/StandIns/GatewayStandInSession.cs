using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.StandIns;

/// <summary>One device's MQTT connection to the stand-in.</summary>
internal sealed class GatewayStandInSession(GatewayStandIn gateway, TcpClient client)
{
    private readonly PacketBuffer _out = new();
    private MqttVersion _version;
    private string _verdictTopic = string.Empty;

    public async Task RunAsync()
    {
        byte[] bytes = new byte[1 << 16];
        int filled = 0;
        try
        {
            using TcpClient _ = client;
            client.NoDelay = true;
            NetworkStream stream = client.GetStream();
            int read;
            while ((read = await stream.ReadAsync(bytes.AsMemory(filled))) > 0)
            {
                filled += read;
                int used = Work(bytes.AsSpan(0, filled));
                bytes.AsSpan(used, filled - used).CopyTo(bytes);
                filled -= used;
                await stream.WriteAsync(_out.WrittenMemory);
                _out.Clear();
            }
        }
        catch (IOException)
        {
        }
    }

    private int Work(ReadOnlySpan<byte> bytes)
    {
        int used = 0;
        while (MqttPacketReader.TryRead(bytes[used..], out byte header, out var body, out int consumed))
        {
            used += consumed;
            switch ((MqttPacketType)(header >> 4))
            {
                case MqttPacketType.Connect:
                    _version = (MqttVersion)body[6];
                    _out.Write(_version == MqttVersion.V5 ? [0x20, 3, 0, 0, 0] : [0x20, 2, 0, 0]);
                    break;
                case MqttPacketType.Subscribe:
                    _out.Write(_version == MqttVersion.V5 ? [0x90, 4, body[0], body[1], 0, 0] : [0x90, 3, body[0], body[1], 0]);
                    break;
                case MqttPacketType.PingReq:
                    _out.Write([0xD0, 0]);
                    break;
                case MqttPacketType.Publish:
                    Take(MqttPublication.Parse(header, body, _version));
                    break;
                default:
                    break;
            }
        }

        return used;
    }

    private void Take(in MqttPublication publication)
    {
        string[] topic = Encoding.UTF8.GetString(publication.Topic).Split('/');
        _verdictTopic = $"{topic[0]}/{topic[1]}/verdict";
        string? refusal;
        string answer;
        if (topic[2] == "state")
        {
            gateway.Keep($"{topic[1]} 0 0 -");
            MqttPacketWriter.PubAck(_out, publication.PacketId);
            return;
        }

        try
        {
            using var scan = JsonDocument.Parse(publication.Payload.ToArray());
            refusal = gateway.Take(topic[1], scan.RootElement, out answer);
        }
        catch (JsonException)
        {
            refusal = "malformed-json";
            answer = "{\"v\":1,\"refused\":\"malformed-json\"}";
        }

        if (refusal is not null && _version == MqttVersion.V5)
        {
            byte[] reason = Encoding.UTF8.GetBytes(refusal);
            _out.Write([0x40, (byte)(7 + reason.Length)]);
            _out.WriteUInt16(publication.PacketId);
            _out.Write([0x99, (byte)(3 + reason.Length), 0x1F]);
            _out.WriteBinary(reason);
        }
        else
        {
            MqttPacketWriter.PubAck(_out, publication.PacketId);
        }

        MqttPacketWriter.Publish(_out, _version, Encoding.UTF8.GetBytes(_verdictTopic), Encoding.UTF8.GetBytes(answer), 0);
    }
}
