using System.Text.Json;
using Longgang.Contracts.Wire;
using Longgang.Edge.Devices.Tests.Support;
using MQTTnet;

namespace Longgang.Edge.Devices.Tests;

public sealed class MqttLanTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scan_Green_PassesAndIsKept(bool version5)
    {
        await using LanBox box = await LanBox.StartAsync();
        await using Device device = await Device.ConnectAsync(box, version5: version5);

        MqttClientPublishResult result = await device.ScanAsync(Scans.Json(1));
        JsonElement verdict = await device.AnswerAsync();

        Assert.Equal(MqttClientPublishReasonCode.Success, result.ReasonCode);
        Assert.Equal("pass", verdict.GetProperty("verdict").GetString());
        Assert.True(verdict.GetProperty("open").GetBoolean());
        Assert.Equal("请通行", verdict.GetProperty("show").GetString());
        Event kept = Assert.Single(box.Records.Events);
        Assert.Equal(LanBox.Sentinel, kept.Device);
        Assert.Equal(16, kept.Scan.Person.Length);
        Assert.Empty(box.Alerts.Events);
    }
}
