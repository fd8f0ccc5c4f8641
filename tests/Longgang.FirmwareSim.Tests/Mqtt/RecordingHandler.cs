using System.Text;
using System.Threading.Channels;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.Mqtt;

/// <summary>Writes down what a connection tells.</summary>
internal sealed class RecordingHandler : IMqttHandler
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    public void OnPublication(MqttConnection connection, in MqttPublication publication) => _told.Writer.TryWrite(
        $"publication {Encoding.UTF8.GetString(publication.Topic)} {Encoding.UTF8.GetString(publication.Payload)}");

    public void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement) =>
        _told.Writer.TryWrite($"acknowledged {acknowledgement.PacketId} {acknowledgement.Code < 0x80}");

    public void OnPingAnswered(MqttConnection connection) => _told.Writer.TryWrite("ping");

    public void OnClosed(MqttConnection connection, string reason) => _told.Writer.TryWrite("closed");

    public async Task<string> NextAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        return await _told.Reader.ReadAsync(late.Token);
    }
}
