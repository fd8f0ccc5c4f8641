using System.Text;
using Longgang.Contracts.Device;

namespace Longgang.Edge.Devices.Tests.Speakers.Mqtt;

public sealed class SpeakerStateTests
{
    [Fact]
    public void TryParseState_Languages_AreRead()
    {
        Assert.True(DeviceMessages.TryParseState("""{"v":1,"online":true,"languages":["zh-CN","en"]}"""u8, out StateMessage? state, out _));
        Assert.Equal(["zh-CN", "en"], state.Languages);
        Assert.True(DeviceMessages.TryParseState("""{"v":1,"online":true}"""u8, out state, out _));
        Assert.Null(state.Languages); // it does not say
    }

    [Theory]
    [InlineData("""[""]""")]
    [InlineData("""[null]""")]
    [InlineData("""["an-impossibly-long-language-tag-of-36"]""")]
    [InlineData("""["a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a","a"]""")]
    public void TryParseState_LanguagesThatAreNone_AreRefused(string languages)
    {
        Assert.False(DeviceMessages.TryParseState(Encoding.UTF8.GetBytes($$"""{"v":1,"online":true,"languages":{{languages}}}"""), out _, out Refusal? refusal));
        Assert.Equal(RefusalReason.InvalidField, refusal.Reason);
    }
}
