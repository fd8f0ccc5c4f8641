using System.Security.Cryptography;
using System.Text;
using Longgang.Contracts.People;

namespace Longgang.Contracts.Tests.People;

public sealed class PersonKeyTests
{
    private static readonly byte[] Key = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();

    [Fact]
    public void Hash_IsHmacSha256CutTo128Bits()
    {
        byte[] expected = HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes("11010519491231002X"))[..16];

        Assert.Equal(expected, PersonKey.Parse(Convert.ToBase64String(Key)).Hash("11010519491231002x"));
    }

    [Fact]
    public void Hash_AnotherKey_GivesAnotherHash()
    {
        byte[] other = [.. Key[..31], 0xFF];

        Assert.NotEqual(
            PersonKey.Parse(Convert.ToBase64String(Key)).Hash("11010519491231002X"),
            PersonKey.Parse(Convert.ToBase64String(other)).Hash("11010519491231002X"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 at all, but long enough to be one")]
    [InlineData("AAECAw==")]
    public void Parse_AnythingElse_SaysWhatIsWantedAndQuotesNothing(string text)
    {
        var e = Assert.Throws<FormatException>(() => PersonKey.Parse(text));

        Assert.Contains("32 random bytes", e.Message, StringComparison.Ordinal);
        Assert.False(text.Length > 0 && e.Message.Contains(text, StringComparison.Ordinal));
    }
}
