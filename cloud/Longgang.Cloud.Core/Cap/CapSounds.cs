using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Finds the recording among the resources of a block.</summary>
internal sealed class CapSounds(CapContext context)
{
    public CapAudio? Of(CapInfo info, string path)
    {
        CapAudio? audio = null;
        for (int i = 0; i < info.Resources.Count; i++)
        {
            CapResource resource = info.Resources[i];
            string place = string.Create(CultureInfo.InvariantCulture, $"{path}/resource[{i + 1}]");
            if (!resource.MimeType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase))
            {
                context.Note(place, CapReason.Loss, $"A loudspeaker cannot show '{CapContext.Show(resource.MimeType)}': it was not used.");
            }
            else if (audio is not null)
            {
                context.Note(place, CapReason.Loss, "A second recording was not used: the first is played.");
            }
            else
            {
                audio = Read(resource, place);
            }
        }

        return audio;
    }

    private CapAudio? Read(CapResource resource, string path)
    {
        byte[]? digest = ReadDigest(resource.Digest);
        if (digest is null)
        {
            context.Note(path, CapReason.Digest, resource.Digest is null
                ? "The recording has no digest: nothing vouches for it."
                : "The digest is neither SHA-1 nor SHA-256 as hex or base64: nothing vouches for the recording.");
        }

        string type = resource.MimeType.ToLowerInvariant();
        if (type is not ("audio/wav" or "audio/x-wav" or "audio/wave" or "audio/vnd.wave"))
        {
            context.Note(path, CapReason.Assumed, $"'{CapContext.Show(resource.MimeType)}' has to be converted to WAV before it can be played; where that fails the text is spoken.");
        }

        if (resource.Content is { } encoded)
        {
            return Inline(resource, type, encoded, digest, path);
        }

        if (resource.Uri is { } address && Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https")
        {
            return new CapAudio(type, uri, null, resource.Bytes, digest);
        }

        context.Problem(path, CapReason.Content, "The recording can be had from nowhere.", "It is neither in <derefUri> nor has <uri> an absolute http or https address.", "Add one of the two, or leave the resource out.");
        return null;
    }

    private CapAudio? Inline(CapResource resource, string type, string encoded, byte[]? digest, string path)
    {
        byte[] content = Convert.FromBase64String(encoded);
        if (digest is not null && !digest.AsSpan().SequenceEqual(digest.Length == SHA256.HashSizeInBytes ? SHA256.HashData(content) : Sha1(content)))
        {
            context.Problem(path, CapReason.Digest, "The recording does not fit its digest.", "One of the two was changed.", "Send it anew.");
            return null;
        }

        return new CapAudio(type, null, content, resource.Bytes, digest);
    }

#pragma warning disable CA5350 // The standard fixes SHA-1 here. It finds damage; who sent the document is said by its signature.
    private static byte[] Sha1(byte[] content) => SHA1.HashData(content);
#pragma warning restore CA5350

    // The standard names the function and not how its value is written; hex is usual, base64 is seen.
    private static byte[]? ReadDigest(string? text)
    {
        if (text is { Length: 40 or 64 } && text.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(text);
        }

        return text is { Length: 28 or 44 } && Base64.IsValid(text, out int length) && length is 20 or 32 ? Convert.FromBase64String(text) : null;
    }
}
