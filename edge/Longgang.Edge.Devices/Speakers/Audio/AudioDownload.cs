using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Longgang.Edge.Core.Announcements;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>
/// Fetches audio from the cloud. What came before an interruption is kept and goes on from there (RFC 9110, 14.2 and 13.1.5), also after a restart; the hash of the whole decides.
/// Total time-out, retries, circuit breaker, time-out of an attempt, from the outside in.
/// </summary>
public sealed partial class AudioDownload : IDisposable
{
    private readonly AudioOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<AudioDownload> _logger;
    private readonly HttpClient _client;
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Opens no connection yet.</summary>
    public AudioDownload(IOptions<AudioOptions> options, TimeProvider time, ILogger<AudioDownload> logger)
    {
        _options = options.Value;
        _time = time;
        _logger = logger;
        _client = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = 4, // audio is large; alerts share the link
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = _options.StallTimeout,
            ActivityHeadersPropagator = null,
            AllowAutoRedirect = false, // the token is not sent on to wherever an answer points
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline's time-outs count
        };
        _pipeline = BuildPipeline(_options, time);
    }

    /// <summary>Fetches a file, or the rest of it. When it completes, the file is whole, right and durable.</summary>
    /// <param name="sha256">64 hex digits.</param>
    /// <param name="bytes">How long it is.</param>
    /// <param name="path">Where the part of it lies.</param>
    /// <param name="cancellationToken">Gives up; what has come stays for the next time.</param>
    /// <exception cref="AudioUnavailableException">It cannot be had, or is not what it should be.</exception>
    public async Task FetchAsync(string sha256, long bytes, string path, CancellationToken cancellationToken)
    {
        if (_options.BaseAddress.Length == 0)
        {
            throw new AudioUnavailableException("audio-unavailable", "Speakers:Audio:BaseAddress is not set, so nothing is fetched from the cloud.");
        }

        try
        {
            await _pipeline.ExecuteAsync(
                static async (state, token) => await state.Download.AttemptAsync(state.Sha256, state.Bytes, state.Path, token).ConfigureAwait(false),
                (Download: this, Sha256: sha256, Bytes: bytes, Path: path),
                cancellationToken).ConfigureAwait(false);
        }
        catch (DamagedAudioException e)
        {
            throw new AudioUnavailableException("audio-damaged", e.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutRejectedException or TimeoutException or BrokenCircuitException)
        {
            throw new AudioUnavailableException("audio-unavailable", $"{sha256} could not be fetched: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private ResiliencePipeline BuildPipeline(AudioOptions options, TimeProvider time)
    {
        PredicateBuilder<object> failures = new PredicateBuilder()
            .Handle<HttpRequestException>(e => e.StatusCode is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
            .Handle<TimeoutRejectedException>().Handle<TimeoutException>()
            .Handle<DamagedAudioException>(e => e.WasResumed)
            .Handle<IOException>(e => e is not DamagedAudioException);
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        builder.AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = failures,
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                MaxDelay = TimeSpan.FromSeconds(30),
                UseJitter = true,
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = failures,
                FailureRatio = options.BreakAtFailureRatio,
                MinimumThroughput = options.BreakAtLeast,
                SamplingDuration = options.BreakSampling,
                BreakDuration = options.BreakFor,
                OnOpened = opened =>
                {
                    LogOpened(_logger, opened.BreakDuration);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(_logger);
                    return default;
                },
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    private async Task AttemptAsync(string sha256, long bytes, string path, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1);
        bool wasResumed = file.Length > 0;
        try
        {
            if (file.Length < bytes)
            {
                wasResumed = await ReceiveAsync(sha256, bytes, file, path + ".etag", cancellationToken).ConfigureAwait(false);
            }

            if (file.Length < bytes)
            {
                throw new HttpRequestException($"The answer ended at {file.Length} of {bytes} bytes.");
            }

            file.Position = 0;
            string hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
            if (file.Length > bytes || hash != sha256)
            {
                throw Damaged(file, path, sha256, file.Length > bytes ? $"it is longer than {bytes} bytes" : $"its hash is {hash}", wasResumed);
            }

            RandomAccess.FlushToDisk(file.SafeFileHandle); // nothing is buffered: the stream has a buffer of one byte
            File.Delete(path + ".etag");
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or IOException and not DamagedAudioException)
        {
            LogBrokeOff(_logger, sha256, file.Length, e.Message);
            throw;
        }
    }

    /// <summary>Receives what is missing. True when it goes on from what was there, false when it began anew.</summary>
    private async Task<bool> ReceiveAsync(string sha256, long bytes, FileStream file, string tagPath, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{_options.BaseAddress.TrimEnd('/')}/v1/audio/{sha256}");
        if (_options.TokenFile.Length > 0)
        {
            string token = (await File.ReadAllTextAsync(_options.TokenFile, cancellationToken).ConfigureAwait(false)).Trim();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        // Without a tag a range is asked for all the same: the name is the hash of the content, which therefore cannot change; the tag spares a useless rest.
        if (file.Length > 0)
        {
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
            if (File.Exists(tagPath) && EntityTagHeaderValue.TryParse(await File.ReadAllTextAsync(tagPath, cancellationToken).ConfigureAwait(false), out EntityTagHeaderValue? known))
            {
                request.Headers.IfRange = new RangeConditionHeaderValue(known);
            }
        }

        using HttpResponseMessage response = await WithinAsync(
            token => _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, token), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            Empty(file, tagPath);
            throw new HttpRequestException("The cloud does not have the rest of what was begun; it is fetched anew.");
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"The cloud answers {(int)response.StatusCode} {response.ReasonPhrase}.", null, response.StatusCode);
        }

        bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == file.Length;
        if (!goesOn)
        {
            if (response.StatusCode == HttpStatusCode.PartialContent)
            {
                Empty(file, tagPath);
                throw new HttpRequestException("The cloud sends another range than was asked for; it is fetched anew.");
            }

            Empty(file, tagPath);
        }

        if (response.Headers.ETag is { IsWeak: false } tag)
        {
            await File.WriteAllTextAsync(tagPath, tag.ToString(), cancellationToken).ConfigureAwait(false);
        }

        await CopyAsync(response, file, bytes, cancellationToken).ConfigureAwait(false);
        return goesOn;
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream file, long bytes, CancellationToken cancellationToken)
    {
        file.Position = file.Length;
        Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[64 << 10];
            while (file.Length <= bytes)
            {
                int read = await WithinAsync(async token => await body.ReadAsync(buffer, token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(_options.StallTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Nothing came for {_options.StallTimeout}.");
        }
    }

    private DamagedAudioException Damaged(FileStream file, string path, string sha256, string why, bool wasResumed)
    {
        LogDamaged(_logger, sha256, why);
        Empty(file, path + ".etag");
        File.Delete(path);
        return new DamagedAudioException($"{sha256} was deleted: {why}.", wasResumed);
    }

    private static void Empty(FileStream file, string tagPath)
    {
        file.SetLength(0);
        File.Delete(tagPath);
    }
}
