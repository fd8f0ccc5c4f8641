using CsCheck;
using Longgang.Contracts.People;

namespace Longgang.Contracts.Tests.People;

public sealed class IdentityNumberTests
{
    // Published examples of GB 11643, and one in an unassigned area.
    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("11010519491231002x", true)]
    [InlineData("440524188001010014", true)]
    [InlineData("990000190001010016", true)]
    [InlineData("340524198001010013", false)]
    [InlineData("1101051949123100", false)]
    [InlineData("1101051949123100２X", false)]
    [InlineData("", false)]
    public void IsValid_PublishedNumbers_FollowsTheCheckCharacter(string number, bool valid) =>
        Assert.Equal(valid, IdentityNumber.IsValid(number));

    [Fact]
    public void IsValid_AnySingleDigitChanged_IsCaught() =>
        Gen.Select(Gen.Int[0, 16], Gen.Int[1, 9]).Sample((position, shift) =>
        {
            char[] number = "440524188001010014".ToCharArray();
            number[position] = (char)('0' + (number[position] - '0' + shift) % 10);
            return !IdentityNumber.IsValid(number);
        });

    [Theory]
    [InlineData("441781199001013514", "441781********3514")]
    [InlineData("1234567890", "**********")]
    [InlineData("", "")]
    public void Mask_KeepsSixAndFour(string number, string masked) => Assert.Equal(masked, IdentityNumber.Mask(number));

    [Theory]
    [InlineData("13812341234", "138****1234")]
    [InlineData("1234567", "*******")]
    public void MaskPhone_KeepsThreeAndFour(string number, string masked) => Assert.Equal(masked, PhoneNumber.Mask(number));
}
