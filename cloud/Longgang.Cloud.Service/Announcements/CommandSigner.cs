using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Signs commands with the cloud's key, if there is one. Thread-safe.</summary>
public sealed class CommandSigner : IDisposable
{
    private readonly Lock _lock = new();
    private readonly string _name;
    private readonly ECDsa? _key;

    /// <summary>Reads the key.</summary>
    public CommandSigner(IOptions<AnnouncementOptions> options)
    {
        _name = options.Value.SigningKeyName;
        _key = options.Value.SigningKeyFile.Length > 0 ? SigningKey.Read(options.Value.SigningKeyFile) : null;
    }

    /// <summary>Whether there is a key.</summary>
    public bool HasKey => _key is not null;

    /// <summary>The command as it travels: an encoded <see cref="SignedCommand"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no key.</exception>
    public byte[] Sign(Command command)
    {
        ECDsa key = _key ?? throw new InvalidOperationException("There is no key to sign with.");
        lock (_lock)
        {
            return CommandSignature.Sign(command, _name, key).ToByteArray();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();
}
