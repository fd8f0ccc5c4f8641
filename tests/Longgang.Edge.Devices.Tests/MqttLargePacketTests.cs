using System.Text;
using Longgang.Contracts.Wire;
using Longgang.Edge.Devices.Tests.Support;

namespace Longgang.Edge.Devices.Tests;

/// <summary>Measures what the process allocates, so nothing else may run meanwhile.</summary>
[Collection(nameof(MqttLargePacketTests))]
[CollectionDefinition(nameof(MqttLargePacketTests), DisableParallelization = true)]
public sealed class MqttLargePacketTests
{
    [Theory]
    [InlineData((byte)4)]
    [InlineData((byte)5)]
    public async Task Publish_TenMegabytes_IsRefusedFromItsHeaderAcknowledgedAndDisconnected(byte version)
    {
        await using LanBox box = await LanBox.StartAsync();
        using RawMqtt raw = await RawMqtt.LogInAsync(box.MqttPort, version: version);
        await raw.SendAsync(0x82, [0, 1, .. version == 5 ? (byte[])[0] : [], .. RawMqtt.Text("sentinel/sentinel-0001/verdict"), 0]);
        await raw.ReceiveAsync();
        byte[] packet = RawMqtt.Publish("sentinel/sentinel-0001/scan", 7, new byte[10 << 20], version);
        long before = GC.GetTotalAllocatedBytes(precise: true);

        Task sending = raw.SendAsync(packet);
        (byte first, byte[] refusal) = await raw.ReceiveAsync();
        (byte second, byte[] acknowledgement) = await raw.ReceiveAsync();

        Assert.Equal(0x30, first);
        Assert.Contains("payload-too-large", Encoding.UTF8.GetString(refusal), StringComparison.Ordinal);
        Assert.Equal(0x40, second);
        Assert.Equal(7, (acknowledgement[0] << 8) | acknowledgement[1]);
        if (version == 5)
        {
            Assert.Equal(0x99, acknowledgement[2]);
            (byte third, byte[] disconnect) = await raw.ReceiveAsync();
            Assert.Equal(0xE0, third);
            Assert.Equal(0x95, disconnect[0]);
        }

        Assert.Equal(0, (await raw.ReceiveAsync()).First);
        await sending;
        await box.Alerts.Appended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(SecurityKind.PayloadTooLarge, box.Alerts.Events.Single().Security.Kind);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 3 << 20);
    }
}
