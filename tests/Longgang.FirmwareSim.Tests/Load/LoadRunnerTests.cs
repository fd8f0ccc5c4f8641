using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Load;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Tests.Mqtt;

namespace Longgang.FirmwareSim.Tests.Load;

public sealed class LoadRunnerTests
{
    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public async Task Run_AgainstARealBroker_CountsAcknowledgements(MqttVersion version)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        var options = new LoadOptions
        {
            Endpoint = broker.EndPoint,
            Connections = 8,
            Version = version,
            WarmUp = TimeSpan.FromMilliseconds(100),
            Length = TimeSpan.FromMilliseconds(500),
        };
        LoadResult result = await new LoadRunner(options, TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(result.Acknowledged > 500, $"{result}");
        Assert.Equal((0, 0, 8), (result.Refused, result.Disconnected, result.Connections));
        Assert.True(result.AcknowledgementMs.Count > 0);
    }

    [Theory]
    [InlineData(1, 150)]
    [InlineData(999_999, 150)]
    [InlineData(1, 16_384)]
    public void Write_OfASize_IsAValidReadingOfThatSize(ulong sequence, int size)
    {
        var buffer = new PacketBuffer();
        new ReadingEncoder(3, DateTimeOffset.UnixEpoch, size).Write(buffer, sequence);
        Assert.Equal(size, buffer.Length);
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(buffer.Written));
        Assert.Equal(sequence, document.RootElement.GetProperty("seq").GetUInt64());
        Assert.Equal("1970-01-01T08:00:00+08:00", document.RootElement.GetProperty("time").GetString());
    }
}
