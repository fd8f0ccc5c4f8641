using Longgang.Contracts.Areas;

namespace Longgang.Contracts.Tests.Areas;

public sealed class AreaCodeTests
{
    [Theory]
    [InlineData("440307", AreaLevel.District)]
    [InlineData("440307003", AreaLevel.Street)]
    [InlineData("440307003002", AreaLevel.Community)]
    public void TryParse_EveryTier_KnowsItsLevel(string text, AreaLevel level)
    {
        Assert.True(AreaCode.TryParse(text, out AreaCode area));
        Assert.Equal(level, area.Level);
        Assert.Equal(text, area.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("44030")]
    [InlineData("4403070")]
    [InlineData("44030700300x")]
    [InlineData("４４０３０７")]
    [InlineData("040307")]
    [InlineData("4403070030021")]
    public void TryParse_AnythingElse_IsRefused(string? text) => Assert.False(AreaCode.TryParse(text, out _));

    [Fact]
    public void Covers_Prefix_OnlyDownwards()
    {
        AreaCode.TryParse("440307003", out AreaCode street);
        AreaCode.TryParse("440307003002", out AreaCode community);
        AreaCode.TryParse("440307006001", out AreaCode elsewhere);

        Assert.True(street.Covers(community));
        Assert.True(street.Covers(street));
        Assert.False(community.Covers(street));
        Assert.False(street.Covers(elsewhere));
        Assert.False(default(AreaCode).Covers(street));
    }
}
