using System.Text;
using CsCheck;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>Documents that were bent: whatever comes, there is a message or a problem, and never anything thrown.</summary>
public sealed class CapFuzzTests : IDisposable
{
    private static readonly byte[][] Seeds = [.. Enumerable.Repeat(CapDocuments.Valid, 8).SelectMany(names => names).Select(CapDocuments.Read), .. CapDocuments.Invalid.Select(name => File.ReadAllBytes(CapDocuments.PathOf("invalid", name)))];

    private static readonly string[] Pieces =
    [
        "<", ">", "&", "&#0;", "&#xD800;", "]]>", "<![CDATA[", "<!--", "-->", "<?", "?>", "\"", "'", "=", "xmlns=\"\"", "xmlns:a=\"b\" ", "a:", "<!DOCTYPE a>", "<info>", "</info>", "<area/>", "<polygon>", ",", " ",
        "1e400", "-", "-00:00", "24:00:00", "9999-12-31T24:00:00-14:00", "0001-01-01T00:00:00+14:00", "79228162514264337593543950335", "\ufeff", "\0", "\u2028", "😀", "<Signature xmlns=\"http://www.w3.org/2000/09/xmldsig#\"/>",
        "440307", "audio/", "<circle>0,0 1</circle>", "<circle>90,180 100</circle>", "<altitude>1</altitude>", "<derefUri>AAAA</derefUri>", "zh",
    ];

    private static readonly Gen<(int Kind, int At, int Length, int Piece)> Change = Gen.Select(Gen.Int[0, 9], Gen.Int[0, 1_000_000], Gen.Int[0, 60], Gen.Int[0, 1_000_000]);

    private static readonly Gen<byte[]> Bent = Gen.Select(Gen.Int[0, Seeds.Length - 1], Change.Array[1, 3]).Select((seed, changes) => changes.Aggregate(Seeds[seed], Bend));

    private readonly CapSigner _signer = new();

    [Fact]
    public void Read_BentDocuments_AreMessagesOrProblems()
    {
        int read = 0;
        Bent.Sample(
            document =>
            {
                CapReading reading = CapReader.Read(document, [_signer.Rsa], CapDocuments.Now);

                Assert.Equal(reading.Alert is null, reading.Problems.Count > 0);
                Assert.NotEqual(CapSignatureState.Trusted, reading.Signature.State);
                if (reading.Alert is { } alert)
                {
                    Interlocked.Increment(ref read);

                    // No rule of the schema is passed over: whatever we take, another validator takes too. It does not know 24:00:00.
                    Assert.True(document.AsSpan().IndexOf("T24:"u8) >= 0 || CapPeerTests.Platform(document) == "accepted", $"the schema refuses what the reader took:\n{Encoding.UTF8.GetString(document)}");

                    CapMapping mapping = CapMapper.Map(alert, CapProfile.Default, CapDocuments.Now);
                    Assert.Equal(mapping.Announcements.Count == 0, mapping.Problems.Count > 0);

                    // What is taken can be passed on.
                    CapWriting writing = CapWriter.Write(alert);
                    Assert.Empty(writing.Problems);
                    Assert.Equivalent(alert, CapReader.Read(writing.Document, [], CapDocuments.Now).Alert, strict: true);
                }
            },
            iter: 20_000);

        Assert.True(read > 500, $"only {read} were still messages: the changes are too rough to find anything behind the first rule");
    }

    // One change anywhere in a signed document: it is untrusted, or it says exactly what was signed.
    [Fact]
    public void Read_BentSignedDocuments_SayWhatWasSignedOrAreNotTrusted()
    {
        byte[] signed = Encoding.UTF8.GetBytes(_signer.Sign(CapDocuments.Text("everything")));
        CapAlert alert = CapReader.Read(signed, [_signer.Rsa], CapDocuments.Now).Alert!;
        Change.Array[1, 2].Sample(
            changes =>
            {
                CapReading reading = CapReader.Read(changes.Aggregate(signed, Bend), [_signer.Rsa], CapDocuments.Now);
                if (reading.Signature.State == CapSignatureState.Trusted)
                {
                    Assert.Equivalent(alert, reading.Alert, strict: true);
                }
            },
            iter: 5_000);
    }

    public void Dispose() => _signer.Dispose();

    // The text of an element becomes something else, and the document stays well-formed: what is behind the first rule is reached so.
    private static byte[] Refill(byte[] document, int at, string piece, bool keep)
    {
        int start = Array.IndexOf(document, (byte)'>', Math.Min(at, Math.Max(document.Length - 1, 0))) + 1;
        int end = Array.IndexOf(document, (byte)'<', start);
        if (start == 0 || end < start)
        {
            return document;
        }

        string words = piece.Any(c => c is '<' or '>' or '&' or '\0') ? "1" : piece;
        return [.. document[..(keep ? end : start)], .. Encoding.UTF8.GetBytes(words), .. document[end..]];
    }

    private static byte[] Bend(byte[] document, (int Kind, int At, int Length, int Piece) change)
    {
        int at = change.At % (document.Length + 1);
        int length = Math.Min(change.Length, document.Length - at);
        byte[] piece = Encoding.UTF8.GetBytes(Pieces[change.Piece % Pieces.Length]);
        switch (change.Kind)
        {
            case 0:
                return [.. document[..at], .. document[(at + length)..]];
            case 1:
                return [.. document[..at], .. piece, .. document[at..]];
            case 2:
                return [.. document[..at], .. piece, .. document[(at + length)..]];
            case 3:
                return [.. document[..(at + length)], .. document[at..]];
            case > 4:
                return Refill(document, at, Pieces[change.Piece % Pieces.Length], keep: change.Kind > 7);
            default:
                byte[] copy = [.. document];
                if (at < copy.Length)
                {
                    copy[at] ^= (byte)(1 << (change.Piece % 8));
                }

                return copy;
        }
    }
}
