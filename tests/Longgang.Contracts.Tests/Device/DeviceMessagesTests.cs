using System.Text;
using CsCheck;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Tests.Device;

public sealed class DeviceMessagesTests
{
    private const string Scan = """
        {"v":1,"epoch":2,"seq":42,"time":"2022-03-14T08:00:01.123+08:00","direction":"in","credential":{"type":"idCard","value":"11010519491231002X"},"temperature":37.29999,"later":{"x":[1]}}
        """;

    [Fact]
    public void TryParseScan_FullMessage_ReadsEveryFieldAndIgnoresNewOnes()
    {
        Assert.True(DeviceMessages.TryParseScan(Encoding.UTF8.GetBytes(Scan), out ScanMessage? scan, out _));

        Assert.Equal(
            new ScanMessage(2, 42, new DateTimeOffset(2022, 3, 14, 8, 0, 1, 123, TimeSpan.FromHours(8)), Direction.In, CredentialKind.IdCard, "11010519491231002X", 3730),
            scan);
    }

    [Theory]
    [InlineData("", RefusalReason.MalformedJson)]
    [InlineData("null", RefusalReason.MalformedJson)]
    [InlineData("{", RefusalReason.MalformedJson)]
    [InlineData("[]", RefusalReason.MalformedJson)]
    [InlineData("{\"v\":1,\"seq\":-1}", RefusalReason.MalformedJson)]
    [InlineData("{\"v\":1,\"seq\":1,\"time\":\"yesterday\"}", RefusalReason.MalformedJson)]
    [InlineData("{\"seq\":1}", RefusalReason.MissingField)]
    [InlineData("{\"v\":2,\"seq\":1}", RefusalReason.UnsupportedVersion)]
    [InlineData("{\"v\":1,\"seq\":0,\"credential\":{\"type\":\"qr\",\"value\":\"x\"}}", RefusalReason.InvalidField)]
    [InlineData("{\"v\":1,\"seq\":1}", RefusalReason.MissingField)]
    [InlineData("{\"v\":1,\"seq\":1,\"credential\":{\"type\":\"qr\"}}", RefusalReason.MissingField)]
    [InlineData("{\"v\":1,\"seq\":1,\"credential\":{\"type\":\"iris\",\"value\":\"x\"}}", RefusalReason.InvalidField)]
    [InlineData("{\"v\":1,\"seq\":1,\"direction\":\"up\",\"credential\":{\"type\":\"qr\",\"value\":\"x\"}}", RefusalReason.InvalidField)]
    [InlineData("{\"v\":1,\"seq\":1,\"credential\":{\"type\":\"idCard\",\"value\":\"340524198001010013\"}}", RefusalReason.IdCheckDigit)]
    [InlineData("{\"v\":1,\"seq\":1,\"credential\":{\"type\":\"qr\",\"value\":\"x\"},\"temperature\":3.7}", RefusalReason.TemperatureImpossible)]
    [InlineData("{\"v\":1,\"seq\":1,\"credential\":{\"type\":\"qr\",\"value\":\"x\"},\"temperature\":98.6}", RefusalReason.TemperatureImpossible)]
    public void TryParseScan_BadInput_NamesTheReason(string json, string reason)
    {
        Assert.False(DeviceMessages.TryParseScan(Encoding.UTF8.GetBytes(json), out _, out Refusal? refusal));
        Assert.Equal(reason, refusal.Reason);
        Assert.NotEmpty(refusal.Detail);
    }

    [Fact]
    public void TryParseScan_Refused_StillSaysWhichScanAndNeverQuotesTheCredential()
    {
        byte[] json = Encoding.UTF8.GetBytes(Scan.Replace("1002X", "10029", StringComparison.Ordinal));

        Assert.False(DeviceMessages.TryParseScan(json, out _, out Refusal? refusal));
        Assert.Equal((2UL, 42UL), (refusal.Epoch, refusal.Sequence));
        Assert.DoesNotContain("1101051949", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
        {
            DeviceMessages.TryParseScan(bytes, out _, out _);
            DeviceMessages.TryParseReading(bytes, out _, out _);
            DeviceMessages.TryParseState(bytes, out _, out _);
        });

    [Fact]
    public void TryParseScan_MutatedMessage_NeverThrowsAndAlwaysAnswers()
    {
        byte[] original = Encoding.UTF8.GetBytes(Scan);
        Gen.Select(Gen.Int[0, original.Length - 1], Gen.Byte, Gen.Int[0, original.Length]).Sample((position, value, length) =>
        {
            byte[] mutated = original[..length];
            if (position < length)
            {
                mutated[position] = value;
            }

            bool parsed = DeviceMessages.TryParseScan(mutated, out ScanMessage? scan, out Refusal? refusal);
            return parsed ? scan is not null : refusal is not null;
        });
    }

    [Theory]
    [InlineData("{\"v\":1,\"quantity\":\"temperature\",\"value\":27.3,\"unit\":\"Cel\"}", null)]
    [InlineData("{\"v\":1,\"quantity\":\"temperature\"}", RefusalReason.MissingField)]
    [InlineData("{\"v\":1,\"value\":1}", RefusalReason.MissingField)]
    [InlineData("{\"v\":1,\"quantity\":\"t\",\"value\":1,\"seq\":0}", RefusalReason.InvalidField)]
    [InlineData("{\"v\":1,\"quantity\":\"t\",\"value\":\"NaN\"}", RefusalReason.MalformedJson)]
    public void TryParseReading_Table(string json, string? reason)
    {
        Assert.Equal(reason is null, DeviceMessages.TryParseReading(Encoding.UTF8.GetBytes(json), out _, out Refusal? refusal));
        Assert.Equal(reason, refusal?.Reason);
    }

    [Theory]
    [InlineData("{\"v\":1,\"online\":true,\"firmware\":\"2.1.0\",\"buffered\":3,\"flags\":[\"tamper\"]}", null)]
    [InlineData("{\"v\":1}", RefusalReason.MissingField)]
    [InlineData("{\"v\":1,\"online\":true,\"flags\":[null]}", RefusalReason.InvalidField)]
    [InlineData("{\"v\":1,\"online\":true,\"flags\":[\"\"]}", RefusalReason.InvalidField)]
    public void TryParseState_Table(string json, string? reason)
    {
        Assert.Equal(reason is null, DeviceMessages.TryParseState(Encoding.UTF8.GetBytes(json), out _, out Refusal? refusal));
        Assert.Equal(reason, refusal?.Reason);
    }
}
