namespace Longgang.Cloud.Core.Cap;

/// <summary>Reads CAP 1.2 documents. Pure: fetches nothing, keeps nothing, never throws because of what a document contains.</summary>
public static class CapReader
{
    /// <summary>Reads one document.</summary>
    /// <param name="document">As it came.</param>
    /// <param name="trusted">Whose signatures are believed.</param>
    /// <param name="now">For the validity of certificates.</param>
    /// <param name="limits">How much is looked at; null: the defaults.</param>
    public static CapReading Read(ReadOnlySpan<byte> document, IReadOnlyList<CapTrustedCertificate> trusted, DateTimeOffset now, CapLimits? limits = null)
    {
        var context = new CapContext(limits ?? CapLimits.Default);
        if (CapXml.Decode(document, context) is not { } text || CapXml.Parse(text, context) is not { } root)
        {
            return new CapReading(null, CapSignature.Unsigned, context.Problems, context.Notes);
        }

        CapAlert? alert = new CapParser(context).Parse(root);
        if (!CapSignatureVerifier.IsSigned(root))
        {
            return new CapReading(alert, CapSignature.Unsigned, context.Problems, context.Notes);
        }

        if (alert is null)
        {
            return new CapReading(null, new CapSignature(CapSignatureState.Untrusted, null, "not looked at: the document has problems"), context.Problems, context.Notes);
        }

        (CapTrustedCertificate? certificate, byte[]? signed, string reason) = CapSignatureVerifier.Verify(text, trusted, now, context.Limits);
        return certificate is null || signed is null
            ? new CapReading(alert, new CapSignature(CapSignatureState.Untrusted, null, reason), context.Problems, context.Notes)
            : ReadSigned(signed, certificate, context.Limits);
    }

    // From here on only the octets count whose digest was signed: what the parser may have understood otherwise before is gone.
    private static CapReading ReadSigned(byte[] signed, CapTrustedCertificate certificate, CapLimits limits)
    {
        // Canonical form spells things out: what was within the limit may be a little longer now.
        var context = new CapContext(limits with { MaxBytes = Math.Max(limits.MaxBytes, signed.Length) });
        CapAlert? alert = CapXml.Decode(signed, context) is { } text && CapXml.Parse(text, context) is { } root ? new CapParser(context).Parse(root) : null;
        if (alert is null)
        {
            return new CapReading(null, new CapSignature(CapSignatureState.Untrusted, null, "what is signed is not a CAP document"), context.Problems, context.Notes);
        }

        bool mayBe = certificate.Senders.Count == 0 || certificate.Senders.Contains(alert.Sender, StringComparer.Ordinal);
        CapSignature signature = mayBe
            ? new CapSignature(CapSignatureState.Trusted, certificate.Name, string.Empty)
            : new CapSignature(CapSignatureState.Untrusted, null, $"certificate '{certificate.Name}' may not speak for sender '{CapContext.Show(alert.Sender)}'. Name the sender beside the certificate if it may.");
        return new CapReading(alert, signature, context.Problems, context.Notes);
    }
}
