using System.Text;
using CsCheck;
using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Tests.Devices;

/// <summary>Whatever a device sends, reading it ends in a message or in a named refusal that does not repeat the content.</summary>
public sealed class DeviceMessagesPropertyTests
{
    private const string Number = "11010519491231002X";

    private static readonly byte[] Good = Encoding.UTF8.GetBytes(
        $$"""{"v":1,"epoch":1,"seq":42,"time":"2022-03-14T08:00:01.123+08:00","direction":"in","credential":{"type":"idCard","value":"{{Number}}"},"temperature":36.5,"flags":["fire"],"online":true,"quantity":"co2","value":1,"unit":"[ppm]"}""");

    [Fact]
    public void TryParse_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 300].Sample(Check, iter: 5000);

    [Fact]
    public void TryParse_MutatedMessage_NeverThrows() =>
        Gen.Select(Gen.Int[0, Good.Length - 1], Gen.Byte, Gen.Int[0, Good.Length]).Sample(
            (at, value, length) =>
            {
                byte[] bad = [.. Good];
                bad[at] = value;
                Check(bad);
                Check(bad[..length]);
            },
            iter: 5000);

    private static void Check(byte[] bytes)
    {
        if (!DeviceMessages.TryParseScan(bytes, out ScanMessage? scan, out Refusal? refusal))
        {
            Assert.Null(scan);
            AssertNamed(refusal);
        }

        if (!DeviceMessages.TryParseReading(bytes, out _, out refusal))
        {
            AssertNamed(refusal);
        }

        if (!DeviceMessages.TryParseState(bytes, out _, out refusal))
        {
            AssertNamed(refusal);
        }
    }

    private static void AssertNamed(Refusal? refusal)
    {
        Assert.NotNull(refusal);
        Assert.NotEmpty(refusal.Reason);
        Assert.DoesNotContain(Number, refusal.Detail, StringComparison.Ordinal);
    }
}
