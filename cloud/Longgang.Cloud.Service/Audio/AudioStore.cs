using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Longgang.Cloud.Core.Announcements;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Audio;

/// <summary>Recordings as files, each named by its SHA-256. What it has answered is on the disk.</summary>
public sealed class AudioStore(IOptions<AudioOptions> options) : IDisposable
{
    /// <summary>What it keeps.</summary>
    public const string MediaType = "audio/wav";

    private const string Extension = ".wav";
    private const int HashDigits = 64;
    private const int Block = 64 * 1024;

    private readonly ConcurrentDictionary<string, AudioAsset> _known = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _writer = new(1, 1);

    private string Folder => options.Value.Folder;

    /// <summary>The recording of that hash, or null.</summary>
    public AudioAsset? Find(string sha256)
    {
        if (sha256.Length != HashDigits || !sha256.All(char.IsAsciiHexDigitLower))
        {
            return null;
        }

        string path = PathOf(sha256);
        if (_known.TryGetValue(sha256, out AudioAsset? known))
        {
            return File.Exists(path) ? known : null;
        }

        try
        {
            using FileStream file = File.OpenRead(path);
            (TimeSpan duration, string? problem) = WavFile.Inspect(file);
            return problem is null ? _known[sha256] = new AudioAsset(sha256, file.Length, MediaType, duration) : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>All recordings, in the order of hashes.</summary>
    public IReadOnlyList<AudioAsset> List() => Directory.Exists(Folder)
        ? [.. Directory.EnumerateFiles(Folder, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).Select(Find).OfType<AudioAsset>()]
        : [];

    /// <summary>Where the file of a recording lies.</summary>
    internal string PathOf(string sha256) => Path.Combine(Folder, sha256 + Extension);

    /// <summary>Keeps a recording; the same one again is no error. Completes when it is on the disk.</summary>
    internal async Task<(AudioAsset? Asset, AudioRefusal? Refusal)> AddAsync(Stream content, CancellationToken cancellationToken)
    {
        // One at a time: the bound of all is counted, and a district uploads few.
        await _writer.WaitAsync(cancellationToken);
        string temporary = Path.Combine(Folder, Guid.NewGuid().ToString("n") + ".part");
        try
        {
            Directory.CreateDirectory(Folder);
            foreach (string left in Directory.EnumerateFiles(Folder, "*.part"))
            {
                // Of an upload that died with its process; another replica's may be a few minutes old.
                if (File.GetLastWriteTimeUtc(left) < File.GetLastWriteTimeUtc(Folder) - TimeSpan.FromDays(1))
                {
                    File.Delete(left);
                }
            }

            return await WriteAsync(content, temporary, cancellationToken);
        }
        finally
        {
            File.Delete(temporary);
            _writer.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    private async Task<(AudioAsset? Asset, AudioRefusal? Refusal)> WriteAsync(Stream content, string temporary, CancellationToken cancellationToken)
    {
        long most = options.Value.MaxFileBytes;
        string sha256;
        TimeSpan duration;
        await using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
        {
            if (await CopyAsync(content, file, most, cancellationToken) is not { } hash)
            {
                return (null, new AudioRefusal(413, $"It has more than {most} bytes.", "Upload a shorter recording, or one of 16 bit, one channel, 16 kHz."));
            }

            file.Position = 0;
            (duration, string? problem) = WavFile.Inspect(file);
            if (problem is not null)
            {
                return (null, new AudioRefusal(400, problem, "Convert it, e.g. with 'ffmpeg -i IN -ac 1 -ar 16000 -c:a pcm_s16le OUT.wav'."));
            }

            sha256 = hash;
            await file.FlushAsync(cancellationToken);
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        var asset = new AudioAsset(sha256, new FileInfo(temporary).Length, MediaType, duration);
        if (Find(sha256) is null && List().Sum(other => other.Bytes) + asset.Bytes > options.Value.MaxTotalBytes)
        {
            return (null, new AudioRefusal(507, $"All recordings together would have more than {options.Value.MaxTotalBytes} bytes.", "Delete recordings that nobody uses from the folder, or raise Audio:MaxTotalBytes."));
        }

        File.Move(temporary, PathOf(sha256), overwrite: true);
        DurableFolder.Sync(Folder);
        return (_known[sha256] = asset, null);
    }

    private static async Task<string?> CopyAsync(Stream content, FileStream file, long most, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] block = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            long bytes = 0;
            for (int read; (read = await content.ReadAsync(block, cancellationToken)) > 0;)
            {
                bytes += read;
                if (bytes > most)
                {
                    return null;
                }

                hash.AppendData(block, 0, read);
                await file.WriteAsync(block.AsMemory(0, read), cancellationToken);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
