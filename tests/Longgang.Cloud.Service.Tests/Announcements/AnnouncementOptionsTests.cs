using System.Security.Cryptography;
using Longgang.Cloud.Service.Announcements;

namespace Longgang.Cloud.Service.Tests.Announcements;

public sealed class AnnouncementOptionsTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void Validate_KeyWithItsName_Fine()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_file, key.ExportECPrivateKeyPem());

        Assert.True(new AnnouncementOptionsValidator().Validate(null, new AnnouncementOptions { SigningKeyFile = _file, SigningKeyName = "cloud-2022" }).Succeeded);
        Assert.True(new AnnouncementOptionsValidator().Validate(null, new AnnouncementOptions()).Succeeded);
    }

    [Theory]
    [InlineData("nothing in PEM")]
    [InlineData("p384")]
    [InlineData("public")]
    public void Validate_NoUsableKey_NamesKeyProblemAndRemedy(string content)
    {
        using var other = ECDsa.Create(content == "p384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_file, content switch
        {
            "p384" => other.ExportPkcs8PrivateKeyPem(),
            "public" => other.ExportSubjectPublicKeyInfoPem(),
            _ => content,
        });
        var options = new AnnouncementOptions { SigningKeyFile = _file, QuietHoursOverriddenBy = "pink" };
        options.QuietHours.Add(new QuietHoursOptions { From = "22:00", To = "7" });

        string errors = new AnnouncementOptionsValidator().Validate(null, options).FailureMessage!;

        Assert.Contains("Announcements:SigningKeyFile", errors, StringComparison.Ordinal);
        Assert.Contains("openssl genpkey", errors, StringComparison.Ordinal);
        Assert.Contains("Announcements:SigningKeyName", errors, StringComparison.Ordinal);
        Assert.Contains("Announcements:QuietHours:0", errors, StringComparison.Ordinal);
        Assert.Contains("Announcements:QuietHoursOverriddenBy 'pink'", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void ResendPlan_Grows_NeverBeyondAMinute() =>
        Assert.Equal([2, 5, 15, 30, 60, 60], Enumerable.Range(0, 6).Select(i => (int)ResendPlan.After(i).TotalSeconds));
}
