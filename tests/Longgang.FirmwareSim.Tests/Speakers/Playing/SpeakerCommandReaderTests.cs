using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Tests.Speakers.Playing;

public sealed class SpeakerCommandReaderTests
{
    private const string Play = "0123456789abcdef0123456789ABCDEF";
    private const string Hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    // The example of docs/wire.md, with digits for its dots.
    private const string Example =
        $$"""{"v":1,"do":"play","play":"{{Play}}","items":[{"language":"zh-CN","text":"请"},{"language":"en","url":"http://b/audio/{{Hash}}.wav","sha256":"{{Hash}}"}],"priority":9,"volume":100,"drill":false,"withinMs":30000}""";

    [Fact]
    public void Read_TheExampleOfTheWire_HasEveryField()
    {
        SpeakerCommand command = Read(Example);
        Assert.Null(command.Flaw);
        Assert.False(command.Stop);
        Assert.Equal(Play.ToLowerInvariant(), command.Play.ToString("x32", null));
        Assert.Equal((9, 100, false, 30_000L), (command.Priority, command.Volume, command.Drill, command.WithinMs));
        Assert.Equal([new SpeakerItem("zh-CN", "请", null, null), new SpeakerItem("en", null, $"http://b/audio/{Hash}.wav", Hash)], command.Items);
    }

    [Fact]
    public void Read_AStop_NeedsNothingMore()
    {
        SpeakerCommand command = Read($$"""{"v":1,"do":"stop","play":"{{Play}}"}""");
        Assert.True(command.Stop);
        Assert.Null(command.Flaw);
    }

    [Fact]
    public void Read_WithoutVolumeAndDrillAndWithMore_IsGood()
    {
        SpeakerCommand command = Read(Example.Replace("\"volume\":100,\"drill\":false,", "\"new\":{\"a\":[1]},", StringComparison.Ordinal));
        Assert.Null(command.Flaw);
        Assert.Equal((null, false), (command.Volume, command.Drill));
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2", "v")]
    [InlineData("\"v\":1,", "", "v")]
    [InlineData("\"do\":\"play\"", "\"do\":\"sing\"", "do")]
    [InlineData("\"priority\":9", "\"priority\":10", "priority")]
    [InlineData("\"priority\":9", "\"priority\":\"9\"", "priority")]
    [InlineData("\"volume\":100", "\"volume\":101", "volume")]
    [InlineData("\"drill\":false", "\"drill\":0", "drill")]
    [InlineData("\"withinMs\":30000", "\"withinMs\":-1", "withinMs")]
    [InlineData(",\"withinMs\":30000", "", "withinMs")]
    [InlineData("\"text\":\"请\"", "\"text\":\"\"", "items")]
    [InlineData("\"language\":\"zh-CN\",", "", "items")]
    [InlineData("\"url\":\"http:", "\"url\":\"ftp:", "items")]
    [InlineData("\"sha256\":\"ba", "\"sha256\":\"zz", "items")]
    [InlineData("\"items\":[", "\"things\":[", "items")]
    public void Read_WithOneThingWrong_NamesIt(string right, string wrong, string flaw)
    {
        Assert.Contains(right, Example, StringComparison.Ordinal);
        Assert.Equal(flaw, Read(Example.Replace(right, wrong, StringComparison.Ordinal)).Flaw);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"v\":1,\"do\":\"stop\",\"play\":\"12\"}")]
    [InlineData("{\"v\":1,\"do\":\"stop\",\"play\":\"0123456789abcdef0123456789abcdeg\"}")]
    [InlineData("{\"v\":1,\"do\":\"stop\",\"play\":\"0123456789abcdef0123456789abcdef\"} {}")]
    [InlineData("{\"v\":1,\"do\":")]
    public void Read_WithoutAPlayThatItSpeaksOf_Throws(string json) => Assert.ThrowsAny<JsonException>(() => Read(json));

    private static SpeakerCommand Read(string json) => SpeakerCommandReader.Read(Encoding.UTF8.GetBytes(json));
}
