using System.Text;
using Longgang.Contracts.Device;

namespace Longgang.Contracts.Tests.Device;

public sealed class SpeakerReceiptTests
{
    private const string Play = "0102030405060708090a0b0c0d0e0f10";

    [Fact]
    public void TryParse_Failure_HasReasonAndLength()
    {
        Assert.True(Parse($$"""{"v":1,"time":"2022-03-14T08:00:01+08:00","play":"{{Play}}","state":"failed","reason":"fault","playedMs":1200,"more":1}""", out SpeakerReceiptMessage? receipt, out _));
        Assert.Equal(SpeakerState.Failed, receipt.State);
        Assert.Equal("fault", receipt.Reason);
        Assert.Equal(1200u, receipt.PlayedMs);
        Assert.Equal(UInt128.Parse(Play, System.Globalization.NumberStyles.AllowHexSpecifier, null), receipt.Play);
    }

    [Theory]
    [InlineData("""{"v":2,"play":"P","state":"started"}""", RefusalReason.UnsupportedVersion, "Version 2")]
    [InlineData("""{"v":1,"state":"started"}""", RefusalReason.MissingField, "play")]
    [InlineData("""{"v":1,"play":"12","state":"started"}""", RefusalReason.InvalidField, "play is not 32 hex digits")]
    [InlineData("""{"v":1,"play":"P"}""", RefusalReason.MissingField, "state")]
    [InlineData("""{"v":1,"play":"P","state":"sung"}""", RefusalReason.InvalidField, "state is none of")]
    [InlineData("""{"v":1,"play":"P","state":"failed"}""", RefusalReason.MissingField, "reason")]
    [InlineData("[]", RefusalReason.MalformedJson, "Not the JSON")]
    [InlineData("null", RefusalReason.MalformedJson, "null")]
    public void TryParse_WhatIsWrong_IsNamed(string json, string reason, string detail)
    {
        Assert.False(Parse(json.Replace("\"P\"", $"\"{Play}\"", StringComparison.Ordinal), out _, out Refusal? refusal));
        Assert.Equal(reason, refusal.Reason);
        Assert.Contains(detail, refusal.Detail, StringComparison.Ordinal);
    }

    private static bool Parse(
        string json,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out SpeakerReceiptMessage? receipt,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out Refusal? refusal) =>
        DeviceMessages.TryParseSpeakerReceipt(Encoding.UTF8.GetBytes(json), out receipt, out refusal);
}
