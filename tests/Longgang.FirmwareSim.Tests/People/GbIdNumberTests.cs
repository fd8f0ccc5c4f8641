using CsCheck;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Tests.People;

public sealed class GbIdNumberTests
{
    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("440524188001010014", true)]
    [InlineData("990000190001010016", true)]
    [InlineData("340524198001010013", false)]
    [InlineData("11010519491231002x", false)]
    [InlineData("1101051949123100", false)]
    [InlineData("1101051949123A002X", false)]
    [InlineData("", false)]
    public void IsValid_OfKnownNumbers_IsKnown(string number, bool valid) => Assert.Equal(valid, GbIdNumber.IsValid(number));

    [Fact]
    public void IsValid_OneDigitChanged_IsNever() => Gen.Select(Gen.Int[0, 9].Array[17], Gen.Int[0, 16], Gen.Int[1, 9]).Sample((digits, at, by) =>
    {
        char[] number = [.. digits.Select(d => (char)('0' + d)), '0'];
        number[17] = GbIdNumber.CheckDigit(number);
        Assert.True(GbIdNumber.IsValid(number));
        number[at] = (char)('0' + ((number[at] - '0' + by) % 10));
        Assert.False(GbIdNumber.IsValid(number));
    });
}
