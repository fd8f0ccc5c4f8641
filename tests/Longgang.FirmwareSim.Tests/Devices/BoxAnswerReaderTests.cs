using System.Text.Json;
using Longgang.FirmwareSim.Devices;

namespace Longgang.FirmwareSim.Tests.Devices;

public sealed class BoxAnswerReaderTests
{
    [Fact]
    public void Read_TheLinesOfTheWirePage_AreUnderstood()
    {
        Assert.Equal(new BoxAnswer(1, 42, "pass", null), BoxAnswerReader.Read(
            "{\"v\":1,\"epoch\":1,\"seq\":42,\"verdict\":\"pass\",\"reasons\":[\"data-stale\"],\"open\":true,\"asOf\":\"2022\",\"show\":\"请通行\"}"u8));
        Assert.Equal(new BoxAnswer(1, 42, null, "id-check-digit"), BoxAnswerReader.Read(
            "{\"v\":1,\"epoch\":1,\"seq\":42,\"refused\":\"id-check-digit\",\"detail\":\"…\"}"u8));
        Assert.Equal(new BoxAnswer(0, 0, null, "malformed-json"), BoxAnswerReader.Read("{\"v\":1,\"refused\":\"malformed-json\"}"u8));
    }

    [Fact]
    public void ReadResults_OfAPush_AreInOrder() => Assert.Equal(
        [new BoxAnswer(1, 1, "deny", null), new BoxAnswer(1, 2, null, "box-full")],
        BoxAnswerReader.ReadResults(
            "{\"v\":1,\"results\":[{\"epoch\":1,\"seq\":1,\"verdict\":\"deny\",\"x\":{\"y\":[1]}},{\"epoch\":1,\"seq\":2,\"refused\":\"box-full\"}]}"u8));

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"v\":")]
    public void Read_AnythingElse_Throws(string json) =>
        Assert.ThrowsAny<JsonException>(() => BoxAnswerReader.Read(System.Text.Encoding.UTF8.GetBytes(json)));
}
