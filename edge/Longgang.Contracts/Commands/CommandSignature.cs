using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Commands;

/// <summary>
/// The signature over a command: ECDSA P-256 with SHA-256 (FIPS 186-5), r and s side by side (IEEE P1363). What is signed begins with a name of its own, so that
/// a signature made for something else never fits.
/// </summary>
public static class CommandSignature
{
    private static ReadOnlySpan<byte> Context => "longgang-command-v1\0"u8;

    /// <summary>Signs a command as it will travel.</summary>
    /// <param name="command">What to do.</param>
    /// <param name="name">Name of the key, as boxes know it.</param>
    /// <param name="key">The private key.</param>
    public static SignedCommand Sign(Command command, string name, ECDsa key)
    {
        byte[] bytes = command.ToByteArray();
        return new SignedCommand
        {
            Command = UnsafeByteOperations.UnsafeWrap(bytes),
            Key = name,
            Signature = UnsafeByteOperations.UnsafeWrap(
                key.SignData((byte[])[.. Context, .. bytes], HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)),
        };
    }

    /// <summary>Whether the key's owner has signed these bytes.</summary>
    public static bool IsValid(SignedCommand signed, ECDsa key) => key.VerifyData(
        (byte[])[.. Context, .. signed.Command.Span], signed.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
