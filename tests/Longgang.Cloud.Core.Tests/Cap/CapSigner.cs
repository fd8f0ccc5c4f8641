using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>Signs documents as senders do: by the platform's own signer, and by xmlsec.</summary>
internal sealed class CapSigner : IDisposable
{
    public const string Inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    public const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    public const string Xmlsec = "/usr/bin/xmlsec1";

    private readonly RSA _rsa;
    private readonly ECDsa _ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CapSigner(int rsaBits = 2048)
    {
        _rsa = RSA.Create(rsaBits);
        Rsa = new CapTrustedCertificate("rsa", SelfSigned(new CertificateRequest("CN=met", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), []);
        Ecdsa = new CapTrustedCertificate("ecdsa", SelfSigned(new CertificateRequest("CN=met", _ecdsa, HashAlgorithmName.SHA256)), []);
    }

    public CapTrustedCertificate Rsa { get; }

    public CapTrustedCertificate Ecdsa { get; }

    public string Sign(string text, string canonicalisation = Exclusive, bool sha1 = false)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.LoadXml(text);
        var signed = new SignedXml(document) { SigningKey = _rsa };
        signed.SignedInfo!.CanonicalizationMethod = canonicalisation;
        signed.SignedInfo.SignatureMethod = sha1 ? SignedXml.XmlDsigRSASHA1Url : SignedXml.XmlDsigRSASHA256Url;
        var reference = new Reference("") { DigestMethod = sha1 ? SignedXml.XmlDsigSHA1Url : SignedXml.XmlDsigSHA256Url };
        reference.AddTransform(new XmlDsigEnvelopedSignatureTransform());
        reference.AddTransform(canonicalisation == Inclusive ? new XmlDsigC14NTransform() : new XmlDsigExcC14NTransform());
        signed.AddReference(reference);
        signed.ComputeSignature();
        document.DocumentElement!.AppendChild(document.ImportNode(signed.GetXml(), deep: true));
        return document.OuterXml;
    }

    public string SignByXmlsec(string text, string key, string canonicalisation)
    {
        string folder = Directory.CreateTempSubdirectory("cap").FullName;
        try
        {
            string template = $"""
                <ds:Signature xmlns:ds="{CapNames.Signature}"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{canonicalisation}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#{key}-sha256"/>
                <ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="{CapNames.Signature}enveloped-signature"/>{(canonicalisation == Inclusive ? "" : $"<ds:Transform Algorithm=\"{canonicalisation}\"/>")}</ds:Transforms>
                <ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo/></ds:Signature>
                """;
            int end = text.LastIndexOf("</", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "template.xml"), text[..end] + template + text[end..]);
            File.WriteAllText(Path.Combine(folder, "key.pem"), key == "rsa" ? _rsa.ExportPkcs8PrivateKeyPem() : _ecdsa.ExportPkcs8PrivateKeyPem());
            using Process process = Process.Start(new ProcessStartInfo(
                Xmlsec, ["--sign", "--privkey-pem", Path.Combine(folder, "key.pem"), "--output", Path.Combine(folder, "signed.xml"), Path.Combine(folder, "template.xml")])
            {
                RedirectStandardError = true,
            })!;
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, errors);
            return File.ReadAllText(Path.Combine(folder, "signed.xml"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        Rsa.Certificate.Dispose();
        Ecdsa.Certificate.Dispose();
        _rsa.Dispose();
        _ecdsa.Dispose();
    }

    // Only the public half is handed to the product.
    private static X509Certificate2 SelfSigned(CertificateRequest request)
    {
        using X509Certificate2 certificate = request.CreateSelfSigned(CapDocuments.Now.AddYears(-1), CapDocuments.Now.AddYears(1));
        return X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
    }
}
