using System.Security.Cryptography;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Speakers.Speech;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using WireAudio = Longgang.Contracts.Wire.Audio;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>The box's audio: fetched from the cloud by hash, or spoken by a program on the box. What is asked for twice at once is made once.</summary>
public sealed partial class AudioLibrary : IAudioLibrary
{
    private const string Fetched = "audio-";
    private const string Spoken = "speech-";

    private readonly AudioOptions _options;
    private readonly AudioDownload _download;
    private readonly SpeechCommand _speech;
    private readonly ILogger<AudioLibrary> _logger;
    private readonly Lazy<AudioStore> _store;
    private readonly Turns _turns = new();

    /// <summary>Opens the folder with the first use.</summary>
    public AudioLibrary(IOptions<AudioOptions> options, AudioDownload download, SpeechCommand speech, TimeProvider time, ILogger<AudioLibrary> logger)
    {
        _options = options.Value;
        _download = download;
        _speech = speech;
        _logger = logger;
        _store = new Lazy<AudioStore>(() => new AudioStore(_options.Directory, _options.LimitBytes, _options.HoldFor, time));
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Held =>
        [.. _store.Value.Keys.Where(key => key.StartsWith(Fetched, StringComparison.Ordinal)).Select(key => key[Fetched.Length..])];

    /// <inheritdoc/>
    public async ValueTask StageAsync(WireAudio audio, CancellationToken cancellationToken) => await FetchedAsync(audio, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask<AudioClip> RenderAsync(Content content, CancellationToken cancellationToken) => content.FormCase switch
    {
        Content.FormOneofCase.Audio => await FetchedAsync(content.Audio, cancellationToken).ConfigureAwait(false),
        Content.FormOneofCase.Text => await SpokenAsync(content.Language, content.Text, cancellationToken).ConfigureAwait(false),
        _ => throw new AudioUnavailableException("audio-unavailable", "The content has neither text nor audio."),
    };

    /// <summary>The file of a clip, for a speaker that fetches it; null when there is none.</summary>
    internal string? FileOf(string sha256) => _store.Value.UseFile(sha256);

    private Task<AudioClip> FetchedAsync(WireAudio audio, CancellationToken cancellationToken)
    {
        string sha256 = Convert.ToHexStringLower(audio.Sha256.Span);
        if (audio.Sha256.Length != SHA256.HashSizeInBytes || audio.Bytes == 0 || audio.Bytes > (ulong)_options.MaxFileBytes)
        {
            throw new AudioUnavailableException("audio-unavailable", $"{sha256} has {audio.Bytes} bytes; this box takes 1 to {_options.MaxFileBytes} (Speakers:Audio:MaxFileBytes).");
        }

        return MakeAsync(Fetched + sha256, (long)audio.Bytes, async (aside, token) =>
        {
            string part = _store.Value.Fetching(sha256);
            await _download.FetchAsync(sha256, (long)audio.Bytes, part, token).ConfigureAwait(false);
            try
            {
                return await Task.Run(() => Convert16(part, aside, token), token).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw new AudioUnavailableException("audio-damaged", $"{sha256} is what its hash says, but not to be played: {e.Message}", e);
            }
            finally
            {
                File.Delete(part);
            }
        }, cancellationToken);
    }

    private Task<AudioClip> SpokenAsync(string language, string text, CancellationToken cancellationToken)
    {
        SpeechOrder order = _speech.OrderFor(language, text);
        return MakeAsync(Spoken + order.Key, 0, async (aside, token) =>
        {
            using MemoryStream wav = await _speech.SpeakAsync(order, token).ConfigureAwait(false);
            try
            {
                using WavReader reader = WavReader.Open(wav);
                return ClipConverter.Convert(reader, aside, token);
            }
            catch (InvalidDataException e)
            {
                throw new AudioUnavailableException("speech-failed", $"What {_speech.Program} gave is not to be played: {e.Message}", e);
            }
        }, cancellationToken);
    }

    private async Task<AudioClip> MakeAsync(
        string key, long bytes, Func<string, CancellationToken, Task<(string Sha256, TimeSpan Duration)>> make, CancellationToken cancellationToken)
    {
        using IDisposable turn = await _turns.TakeAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            return await HeldAsync(key, cancellationToken).ConfigureAwait(false) ?? await MakeNewAsync(key, bytes, make, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new AudioUnavailableException("audio-unavailable", $"Speakers:Audio:Directory {_options.Directory} cannot be written: {e.Message}", e);
        }
    }

    private async Task<AudioClip?> HeldAsync(string key, CancellationToken cancellationToken)
    {
        if (_store.Value.Use(key, out bool isProven) is not { } clip || isProven)
        {
            return _store.Value.Use(key, out _);
        }

        if (File.Exists(clip.Path))
        {
            using var file = new FileStream(clip.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            if (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)) == clip.Sha256)
            {
                _store.Value.Proven(key);
                return clip;
            }
        }

        LogRotten(_logger, key);
        _store.Value.Forget(key);
        if (key.StartsWith(Fetched, StringComparison.Ordinal))
        {
            Changed?.Invoke();
        }

        return null;
    }

    private async Task<AudioClip> MakeNewAsync(
        string key, long bytes, Func<string, CancellationToken, Task<(string Sha256, TimeSpan Duration)>> make, CancellationToken cancellationToken)
    {
        // Room for what is fetched before it is fetched, and for what has become of it before it is put in its place.
        Reserve(bytes);
        string aside = _store.Value.Aside();
        try
        {
            (string sha256, TimeSpan duration) = await make(aside, cancellationToken).ConfigureAwait(false);
            long made = new FileInfo(aside).Length;
            if (made > bytes)
            {
                Reserve(made - bytes);
                bytes = made;
            }

            AudioClip clip = _store.Value.Add(key, aside, sha256, duration);
            if (key.StartsWith(Fetched, StringComparison.Ordinal))
            {
                Changed?.Invoke();
            }

            return clip;
        }
        finally
        {
            File.Delete(aside);
            _store.Value.Release(bytes);
        }
    }

    private void Reserve(long bytes)
    {
        if (_store.Value.Reserve(bytes) is not { } gone)
        {
            throw new AudioUnavailableException(
                "audio-unavailable", $"There is no room for {bytes} bytes beside what was asked for within {_options.HoldFor}. Raise Speakers:Audio:LimitBytes, now {_options.LimitBytes}.");
        }

        foreach (string evicted in gone)
        {
            LogEvicted(_logger, evicted);
        }

        if (gone.Any(evicted => evicted.StartsWith(Fetched, StringComparison.Ordinal)))
        {
            Changed?.Invoke();
        }
    }

    /// <summary>A file that is the box's own audio already stays as it is, byte by byte: its hash is the clip's.</summary>
    private static (string Sha256, TimeSpan Duration) Convert16(string part, string aside, CancellationToken cancellationToken)
    {
        using WavReader reader = WavReader.Open(part);
        if (reader is not { Rate: ClipFormat.Rate, Channels: 1 } || reader.Bytes == 0)
        {
            return ClipConverter.Convert(reader, aside, cancellationToken);
        }

        File.Move(part, aside, overwrite: true); // durable since it was fetched
        return (Path.GetFileName(part), ClipFormat.DurationOf(reader.Bytes));
    }
}
