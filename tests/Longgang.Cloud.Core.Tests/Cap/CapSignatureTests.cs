using System.Text;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CapSignatureTests : IDisposable
{
    private readonly CapSigner _signer = new();

    [Fact]
    public void Read_Unsigned_SaysSo() =>
        Assert.Equal(CapSignatureState.Unsigned, CapReader.Read(CapDocuments.Read("rainstorm-alert"), [_signer.Rsa], CapDocuments.Now).Signature.State);

    [Theory]
    [InlineData(CapSigner.Inclusive)]
    [InlineData(CapSigner.Exclusive)]
    public void Read_SignedByConfiguredCertificate_IsTrusted(string canonicalisation)
    {
        CapReading reading = Read(_signer.Sign(CapDocuments.Text("everything"), canonicalisation), _signer.Rsa);

        Assert.Equal((CapSignatureState.Trusted, "rsa", ""), (reading.Signature.State, reading.Signature.Certificate, reading.Signature.Reason));
        Assert.Equivalent(CapReader.Read(CapDocuments.Read("everything"), [], CapDocuments.Now).Alert, reading.Alert, strict: true);
    }

    [Theory]
    [InlineData(0, "rsa", CapSigner.Inclusive)]
    [InlineData(1, "rsa", CapSigner.Exclusive)]
    [InlineData(2, "ecdsa", CapSigner.Inclusive)]
    [InlineData(3, "ecdsa", CapSigner.Exclusive)]
    public void Read_SignedByXmlsec_IsTrusted(int quarter, string key, string canonicalisation)
    {
        Assert.SkipUnless(File.Exists(CapSigner.Xmlsec), "xmlsec1 is not installed (Debian: xmlsec1)");

        // Those whose spelling canonicalisation has to mend, and a quarter of the others.
        string[] always = ["everything", "prefixed-names", "comments-cdata-and-references", "schema-location-hint"];
        foreach (string name in CapDocuments.Valid.Where((name, i) => name != "byte-order-mark" && (i % 4 == quarter || always.Contains(name))))
        {
            CapReading reading = Read(_signer.SignByXmlsec(CapDocuments.Text(name), key, canonicalisation), _signer.Rsa, _signer.Ecdsa);

            Assert.Equal((name, CapSignatureState.Trusted, key, ""), (name, reading.Signature.State, reading.Signature.Certificate, reading.Signature.Reason));
            Assert.NotNull(reading.Alert);
        }
    }

    [Fact]
    public void Read_SignedByAnother_IsUntrustedAndRead()
    {
        using var stranger = new CapSigner();

        CapReading reading = Read(_signer.Sign(CapDocuments.Text("rainstorm-alert")), stranger.Rsa, stranger.Ecdsa);

        Assert.Equal(CapSignatureState.Untrusted, reading.Signature.State);
        Assert.NotNull(reading.Alert);
        Assert.NotEmpty(reading.Signature.Reason);
    }

    [Theory]
    [InlineData("<severity>Severe", "<severity>Extreme")]
    [InlineData("440307015", "440307")]
    [InlineData("  <scope>", "  <note>x</note><scope>")]
    [InlineData("请避免外出", "请避免外出 ")]
    [InlineData("<status>", "<status><?pi?>")]
    public void Read_ChangedAfterwards_IsUntrusted(string was, string becomes)
    {
        string signed = _signer.Sign(CapDocuments.Text("rainstorm-alert"));
        string changed = signed.Replace(was, becomes, StringComparison.Ordinal);
        Assert.NotEqual(signed, changed);

        Assert.Equal(CapSignatureState.Untrusted, Read(changed, _signer.Rsa).Signature.State);
    }

    [Fact]
    public void Read_CommentAddedAfterwards_ChangesNothing()
    {
        string signed = _signer.Sign(CapDocuments.Text("rainstorm-alert")).Replace("met@lg.example</sender>", "met@lg<!-- .evil -->.example</sender>", StringComparison.Ordinal);

        CapReading reading = Read(signed, _signer.Rsa);

        Assert.Equal((CapSignatureState.Trusted, "met@lg.example"), (reading.Signature.State, reading.Alert!.Sender));
    }

    [Fact]
    public void Read_SenderNotNamedBesideTheCertificate_IsUntrusted()
    {
        string signed = _signer.Sign(CapDocuments.Text("rainstorm-alert"));

        Assert.Equal(CapSignatureState.Untrusted, Read(signed, _signer.Rsa with { Senders = ["police@lg.example"] }).Signature.State);
        Assert.Equal(CapSignatureState.Trusted, Read(signed, _signer.Rsa with { Senders = ["met@lg.example"] }).Signature.State);
    }

    [Fact]
    public void Read_CertificateExpired_IsUntrusted() => Assert.Equal(
        CapSignatureState.Untrusted,
        CapReader.Read(Encoding.UTF8.GetBytes(_signer.Sign(CapDocuments.Text("rainstorm-alert"))), [_signer.Rsa], CapDocuments.Now.AddYears(10)).Signature.State);

    // Whoever wraps a signed document puts it somewhere where the verifier finds it and the reader does not, or the other way round.
    [Theory]
    [InlineData("reference to an id")]
    [InlineData("signed alert inside the signature")]
    [InlineData("two signatures")]
    [InlineData("second reference")]
    [InlineData("signature inside a signature")]
    [InlineData("xpath")]
    [InlineData("xslt")]
    [InlineData("no transform")]
    [InlineData("canonicalisation with comments")]
    [InlineData("prefix list")]
    [InlineData("sha-1 digest")]
    [InlineData("rsa-sha1")]
    [InlineData("hmac")]
    [InlineData("no signature value")]
    [InlineData("reference without uri")]
    [InlineData("empty element")]
    public void Read_OtherForm_IsNeverTrusted(string attack)
    {
        string signed = _signer.Sign(CapDocuments.Text("rainstorm-alert"));
        string signature = signed[signed.IndexOf("<Signature", StringComparison.Ordinal)..(signed.IndexOf("</Signature>", StringComparison.Ordinal) + 12)];
        const string Transform = "<Transform Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\" />";
        Assert.Contains(Transform, signed, StringComparison.Ordinal);
        string changed = attack switch
        {
            "reference to an id" => signed.Replace("URI=\"\"", "URI=\"#a\"", StringComparison.Ordinal),
            "signed alert inside the signature" => CapDocuments.Text("test").Replace(
                "</alert>", signature.Replace("</Signature>", $"<Object>{signed[signed.IndexOf("<alert", StringComparison.Ordinal)..]}</Object></Signature>", StringComparison.Ordinal) + "</alert>", StringComparison.Ordinal),
            "two signatures" => signed.Replace("</alert>", signature + "</alert>", StringComparison.Ordinal),
            "second reference" => signed.Replace("</Reference>", "</Reference><Reference URI=\"http://127.0.0.1:9/\"><DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue/></Reference>", StringComparison.Ordinal),
            "signature inside a signature" => signed.Replace("</SignatureValue>", $"</SignatureValue><KeyInfo>{signature}</KeyInfo>", StringComparison.Ordinal),
            "xpath" => signed.Replace(Transform, Transform + "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"><XPath>false()</XPath></Transform>", StringComparison.Ordinal),
            "xslt" => signed.Replace(Transform, Transform + "<Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xslt-19991116\"/>", StringComparison.Ordinal),
            "no transform" => signed.Replace(Transform, "", StringComparison.Ordinal),
            "canonicalisation with comments" => signed.Replace("xml-exc-c14n#", "xml-exc-c14n#WithComments", StringComparison.Ordinal),
            "prefix list" => signed.Replace("<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\" />", "<Transform Algorithm=\"http://www.w3.org/2001/10/xml-exc-c14n#\"><InclusiveNamespaces xmlns=\"http://www.w3.org/2001/10/xml-exc-c14n#\" PrefixList=\"a\"/></Transform>", StringComparison.Ordinal),
            "sha-1 digest" => signed.Replace("http://www.w3.org/2001/04/xmlenc#sha256", "http://www.w3.org/2000/09/xmldsig#sha1", StringComparison.Ordinal),
            "rsa-sha1" => signed.Replace("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#rsa-sha1", StringComparison.Ordinal),
            "hmac" => signed.Replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256", StringComparison.Ordinal),
            "no signature value" => signed.Replace("<SignatureValue>", "<SignatureValue><!--", StringComparison.Ordinal).Replace("</SignatureValue>", "--></SignatureValue>", StringComparison.Ordinal),
            "reference without uri" => signed.Replace(" URI=\"\"", "", StringComparison.Ordinal),
            _ => CapDocuments.Text("rainstorm-alert").Replace("</alert>", $"<Signature xmlns=\"{CapNames.Signature}\"/></alert>", StringComparison.Ordinal),
        };
        Assert.NotEqual(signed, changed);

        CapReading reading = Read(changed, _signer.Rsa);

        // The form itself is refused, not only the signature that no longer fits.
        Assert.Equal(CapSignatureState.Untrusted, reading.Signature.State);
        Assert.StartsWith("its form", reading.Signature.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ShaOneOrShortKeysDoneRight_IsUntrusted()
    {
        using var weak = new CapSigner(rsaBits: 1024);

        Assert.Equal(CapSignatureState.Untrusted, Read(weak.Sign(CapDocuments.Text("rainstorm-alert")), weak.Rsa).Signature.State);
        Assert.Equal(CapSignatureState.Untrusted, Read(_signer.Sign(CapDocuments.Text("rainstorm-alert"), sha1: true), _signer.Rsa).Signature.State);
    }

    public void Dispose() => _signer.Dispose();

    private static CapReading Read(string document, params CapTrustedCertificate[] trusted) => CapReader.Read(Encoding.UTF8.GetBytes(document), trusted, CapDocuments.Now);
}
