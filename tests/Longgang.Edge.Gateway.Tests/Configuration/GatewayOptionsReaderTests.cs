using System.Text.Json.Nodes;
using Longgang.Edge.Gateway.Configuration;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Gateway.Tests.Configuration;

public sealed class GatewayOptionsReaderTests : IDisposable
{
    private readonly GatewayFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_WindowsNotConfigured_EachLaneHasItsOwn()
    {
        GatewayOptions options = Read();

        Assert.Equal(MqttUplinkOptions.DefaultAlertWindow, options.Uplink.AlertWindow);
        Assert.Equal(MqttUplinkOptions.DefaultRecordWindow, options.Uplink.RecordWindow);
    }

    [Fact]
    public void Read_OnePartOfAWindowConfigured_TheRestStays()
    {
        _folder.Config["Uplink"]!["Mqtt"]!["AlertWindow"] = new JsonObject { ["AckTimeout"] = "00:00:03" };

        Assert.Equal(MqttUplinkOptions.DefaultAlertWindow with { AckTimeout = TimeSpan.FromSeconds(3) }, Read().Uplink.AlertWindow);
    }

    private GatewayOptions Read()
    {
        GatewayConfiguration configuration = GatewayConfiguration.Load(["--config", _folder.Save()], out _)!;
        return GatewayOptionsReader.Read(new ConfigurationReader(configuration.Root, configuration.BaseDirectory))!;
    }
}
