using System.Globalization;
using System.Text;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Tests.Speakers.Playing;

public sealed class SpeakerEncoderTests
{
    private static readonly UInt128 _play = UInt128.Parse("0a23456789abcdef0123456789abcdef", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData(SpeakerState.Accepted, null, null, "\"state\":\"accepted\"}")]
    [InlineData(SpeakerState.Started, null, null, "\"state\":\"started\"}")]
    [InlineData(SpeakerState.Finished, null, 1234L, "\"state\":\"finished\",\"playedMs\":1234}")]
    [InlineData(SpeakerState.Stopped, null, 7L, "\"state\":\"stopped\",\"playedMs\":7}")]
    [InlineData(SpeakerState.Failed, "busy", 0L, "\"state\":\"failed\",\"reason\":\"busy\",\"playedMs\":0}")]
    public void WriteReceipt_OfEveryState_IsTheWires(SpeakerState state, string? reason, long? played, string end)
    {
        var buffer = new PacketBuffer();
        SpeakerEncoder.WriteReceipt(buffer, new SpeakerReceipt(_play, state, reason, played, 1_647_216_001_123));
        Assert.Equal(
            """{"v":1,"time":"2022-03-14T08:00:01.123+08:00","play":"0a23456789abcdef0123456789abcdef",""" + end, Encoding.UTF8.GetString(buffer.Written));
    }

    [Theory]
    [InlineData("", "[]")]
    [InlineData("zh-CN", "[\"zh-CN\"]")]
    [InlineData("zh-CN en", "[\"zh-CN\",\"en\"]")]
    public void WriteState_OfASpeaker_NamesItsLanguages(string languages, string expected)
    {
        var buffer = new PacketBuffer();
        SpeakerEncoder.WriteState(buffer, 1_647_216_001_123, 2, languages.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            """{"v":1,"time":"2022-03-14T08:00:01.123+08:00","online":true,"firmware":"1.4.2","buffered":2,"flags":[],"languages":""" + expected + "}",
            Encoding.UTF8.GetString(buffer.Written));
    }

    [Theory]
    [InlineData("请全体居民留在家中", 2000)]
    [InlineData("fourteen chars", 1000)]
    [InlineData("a", 300)]
    public void Of_AText_IsItsSpokenLength(string text, long ms) => Assert.Equal(ms, SpeechLength.Of(text));
}
