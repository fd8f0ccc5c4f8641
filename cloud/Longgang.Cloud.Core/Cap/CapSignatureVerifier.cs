using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Xml;

namespace Longgang.Cloud.Core.Cap;

/// <summary>
/// Verifies an enveloped signature (CAP 1.2, 3.3.4.1; W3C xmldsig). Much narrower than the standard: one signature, last in the alert, over the whole document,
/// by a certificate that is configured. What a signature says about keys, places and transforms beyond this makes it worthless, never dangerous.
/// </summary>
internal static class CapSignatureVerifier
{
    private const string Enveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
    private const string Inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    private const string Exclusive = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private const string Sha256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    private const string RsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    private const string EcdsaSha256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int FewestRsaBits = 2048;

    public static bool IsSigned(CapNode root) => root.Children.Exists(child => child.Namespace == CapNames.Signature);

    /// <summary>Who signed, and the octets that were signed; or nobody, and why.</summary>
    public static (CapTrustedCertificate? Certificate, byte[]? Signed, string Reason) Verify(
        string text, IReadOnlyList<CapTrustedCertificate> trusted, DateTimeOffset now, CapLimits limits)
    {
        XmlDocument document = Load(text, limits);
        if (Shape.Of(document) is not { } shape)
        {
            return (null, null, "its form is not one that is accepted: one signature, last in the alert; one reference with URI=\"\", the enveloped-signature transform and at most one "
                + "canonicalisation (inclusive 1.0 or exclusive, without comments, without prefixes); SHA-256; RSA or ECDSA P-256. Sign it in this way.");
        }

        byte[] info = Canonical(shape.SignedInfo, shape.InfoMethod);
        CapTrustedCertificate? signer = trusted.FirstOrDefault(certificate => Fits(certificate, shape, info));
        if (signer is null)
        {
            return (null, null, $"none of the {trusted.Count} configured certificates made it, or the signature was damaged. Configure the sender's certificate if it is to be believed.");
        }

        if (now < signer.Certificate.NotBefore.ToUniversalTime() || now > signer.Certificate.NotAfter.ToUniversalTime())
        {
            return (null, null, $"certificate '{signer.Name}' is not valid today. Configure its successor.");
        }

        document.DocumentElement!.RemoveChild(shape.Signature);
        byte[] signed = Canonical(document, shape.DocumentMethod);
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(signed), shape.Digest)
            ? (signer, signed, string.Empty)
            : (null, null, "the document was changed after it was signed. Send it as it was signed.");
    }

    private static XmlDocument Load(string text, CapLimits limits)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        using var reader = XmlReader.Create(new StringReader(text), CapXml.Settings(limits));
        document.Load(reader);
        return document;
    }

    private static bool Fits(CapTrustedCertificate certificate, Shape shape, byte[] info)
    {
        try
        {
            if (shape.Method == RsaSha256)
            {
                using RSA? rsa = certificate.Certificate.GetRSAPublicKey();
                return rsa is { KeySize: >= FewestRsaBits } && rsa.VerifyData(info, shape.Value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            }

            using ECDsa? ecdsa = certificate.Certificate.GetECDsaPublicKey();
            return ecdsa is { KeySize: 256 }
                && ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == P256
                && ecdsa.VerifyData(info, shape.Value, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // A value that is no signature of this kind of key at all.
            return false;
        }
    }

    private static byte[] Canonical(XmlDocument document, string method)
    {
        Transform transform = method == Inclusive ? new XmlDsigC14NTransform() : new XmlDsigExcC14NTransform();
        transform.LoadInput(document);
        using var octets = (MemoryStream)transform.GetOutput(typeof(Stream));
        return octets.ToArray();
    }

    // An element by itself, with the namespaces that it stands in: inclusive canonicalisation writes them all, exclusive those in use.
    private static byte[] Canonical(XmlElement element, string method)
    {
        var alone = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        var copy = (XmlElement)alone.ImportNode(element, deep: true);
        alone.AppendChild(copy);
        for (XmlNode? above = element.ParentNode; above is XmlElement; above = above.ParentNode)
        {
            foreach (XmlAttribute attribute in above.Attributes!)
            {
                bool isInherited = attribute.NamespaceURI is CapNames.Xmlns or "http://www.w3.org/XML/1998/namespace";
                if (isInherited && !copy.HasAttribute(attribute.LocalName, attribute.NamespaceURI))
                {
                    copy.SetAttributeNode((XmlAttribute)alone.ImportNode(attribute, deep: true));
                }
            }
        }

        return Canonical(alone, method);
    }

    /// <summary>The parts of a signature whose form is accepted.</summary>
    private sealed record Shape(XmlElement Signature, XmlElement SignedInfo, string InfoMethod, string Method, string DocumentMethod, byte[] Digest, byte[] Value)
    {
        public static Shape? Of(XmlDocument document)
        {
            XmlElement alert = document.DocumentElement!;
            XmlElement[] signatures = [.. alert.ChildNodes.OfType<XmlElement>().Where(child => child.NamespaceURI == CapNames.Signature)];
            if (signatures is not [{ LocalName: "Signature" } signature]
                || document.GetElementsByTagName("Signature", CapNames.Signature).Count != 1
                || Children(signature) is not [{ LocalName: "SignedInfo" } info, { LocalName: "SignatureValue" } value, .. var rest]
                || rest is not ([] or [{ LocalName: "KeyInfo" }])
                || Children(info) is not [{ LocalName: "CanonicalizationMethod" } infoMethod, { LocalName: "SignatureMethod" } method, { LocalName: "Reference" } reference]
                || Children(reference) is not [{ LocalName: "Transforms" } transforms, { LocalName: "DigestMethod" } digestMethod, { LocalName: "DigestValue" } digest]
                || reference.GetAttributeNode("URI") is not { Value: "" })
            {
                return null;
            }

            string? documentMethod = Children(transforms) switch
            {
                [{ LocalName: "Transform" } only] when Algorithm(only) == Enveloped => Inclusive, // What xmldsig takes where nothing is said (4.4.3.2).
                [{ LocalName: "Transform" } first, { LocalName: "Transform" } second] when Algorithm(first) == Enveloped => Algorithm(second),
                _ => null,
            };
            return IsCanonicalisation(documentMethod) && IsCanonicalisation(Algorithm(infoMethod))
                && Algorithm(method) is RsaSha256 or EcdsaSha256 && Algorithm(digestMethod) == Sha256
                && Decode(digest) is { Length: SHA256.HashSizeInBytes } hash && Decode(value) is { Length: > 0 } octets
                    ? new Shape(signature, info, Algorithm(infoMethod)!, Algorithm(method)!, documentMethod!, hash, octets)
                    : null;
        }

        private static XmlElement[] Children(XmlElement parent)
        {
            XmlElement[] children = [.. parent.ChildNodes.OfType<XmlElement>()];
            return Array.TrueForAll(children, child => child.NamespaceURI == CapNames.Signature) ? children : [];
        }

        // An algorithm with parameters is another algorithm.
        private static string? Algorithm(XmlElement element) =>
            element.ChildNodes.OfType<XmlElement>().Any() ? null : element.GetAttributeNode("Algorithm")?.Value;

        private static bool IsCanonicalisation(string? algorithm) => algorithm is Inclusive or Exclusive;

        private static byte[]? Decode(XmlElement element)
        {
            if (element.ChildNodes.OfType<XmlElement>().Any())
            {
                return null;
            }

            string text = element.InnerText;
            var octets = new byte[text.Length];
            return Convert.TryFromBase64String(text, octets, out int length) ? octets[..length] : null;
        }
    }
}
