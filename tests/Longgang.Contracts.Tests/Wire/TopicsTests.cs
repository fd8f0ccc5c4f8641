using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Tests.Wire;

public sealed class TopicsTests
{
    [Fact]
    public void Topics_OfABox_AreAsDocumented()
    {
        Assert.Equal("lg/v1/gw/gw-001/up/alert", Topics.Up("gw-001", Lane.Alert));
        Assert.Equal("lg/v1/gw/gw-001/up/record", Topics.Up("gw-001", Lane.Record));
        Assert.Equal("lg/v1/gw/gw-001/ack", Topics.Ack("gw-001"));
        Assert.Equal("lg/v1/gw/gw-001/status", Topics.Status("gw-001"));
        Assert.Equal("lg/v1/gw/gw-001/down/announcement", Topics.Down("gw-001", Topics.Announcement));
        Assert.True(AreaCode.TryParse("440307015", out AreaCode street));
        Assert.Equal("lg/v1/area/440307015/down/announcement", Topics.AreaDown(street, Topics.Announcement));
        Assert.Throws<ArgumentOutOfRangeException>(() => Topics.Up("gw-001", Lane.Unspecified));
    }

    [Theory]
    [InlineData("lg/v1/gw/gw-001/up/alert", "gw-001", "up/alert")]
    [InlineData("lg/v1/gw/gw-001/status", "gw-001", "status")]
    [InlineData("lg/v1/gw//status", null, null)]
    [InlineData("lg/v1/gw/gw-001", null, null)]
    [InlineData("lg/v1/gw/gw-001/", null, null)]
    [InlineData("lg/v2/gw/gw-001/status", null, null)]
    public void TryParseGateway_Table(string topic, string? gateway, string? rest)
    {
        Assert.Equal(gateway is not null, Topics.TryParseGateway(topic, out string? foundGateway, out string? foundRest));
        Assert.Equal((gateway, rest), (foundGateway, foundRest));
    }

    [Fact]
    public void WireNames_AreKebabCaseAndComeBack()
    {
        Assert.Equal("temperature-high", WireNames.Of(Reason.TemperatureHigh));
        Assert.Equal(Reason.TemperatureHigh, WireNames.ParseReason("temperature-high"));
        Assert.Equal("reason-999", WireNames.Of((Reason)999));
        Assert.Null(WireNames.ParseReason("nonsense"));
        Assert.Equal("code-red", WireNames.Of(AlertCategory.CodeRed));
        Assert.Equal("orange", WireNames.Of(Severity.Orange));
        Assert.Equal("deny", WireNames.Of(Verdict.Deny));
    }

    // Check value of CRC-32C (Castagnoli): RFC 3720 appendix B.4 and the catalogue of parametrised CRC algorithms.
    [Fact]
    public void Crc32C_CheckValue_IsAsPublished() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));
}
