using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Longgang.Edge.Devices.HealthCodes;

/// <summary>
/// Asks the city's health-code service over HTTP. Total time-out, one retry, circuit breaker, time-out of an attempt, from the outside in.
/// The ID number in the answer lives until it is hashed and masked a few lines further down.
/// </summary>
public sealed partial class HttpHealthCodeService : IHealthCodeService, IDisposable
{
    private const int MaxResponseBytes = 64 << 10;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly PersonKey _people;
    private readonly ILogger<HttpHealthCodeService> _logger;
    private readonly HttpClient _client;
    private readonly Uri _resolve;
    private readonly ResiliencePipeline<HealthCodeReply> _pipeline;

    /// <summary>Opens no connection yet.</summary>
    public HttpHealthCodeService(IOptions<HealthCodeOptions> options, PersonKey people, TimeProvider time, ILogger<HttpHealthCodeService> logger)
    {
        HealthCodeOptions values = options.Value;
        _people = people;
        _logger = logger;
        _resolve = new Uri(values.BaseAddress.TrimEnd('/') + "/v1/resolve");
        _client = new HttpClient(new SocketsHttpHandler
        {
            MaxConnectionsPerServer = values.MaxConnections,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // so that a change of the service's address is noticed
            ConnectTimeout = values.AttemptTimeout,
            ActivityHeadersPropagator = null, // no trace context leaves the district's own systems
            AllowAutoRedirect = false, // a credential is not sent on to wherever an answer points
        })
        {
            MaxResponseContentBufferSize = MaxResponseBytes,
            Timeout = Timeout.InfiniteTimeSpan, // the pipeline's time-outs count
        };
        _pipeline = BuildPipeline(values, time);
    }

    /// <inheritdoc/>
    public async Task<HealthCodeReply> AskAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        try
        {
            return await _pipeline.ExecuteAsync(
                static (state, token) => new ValueTask<HealthCodeReply>(state.Service.AttemptAsync(state.Kind, state.Value, token)),
                (Service: this, Kind: kind, Value: value),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or TimeoutRejectedException or BrokenCircuitException)
        {
            LogUnreachable(_logger, e.GetType().Name);
            return new HealthCodeReply(HealthCodeOutcome.Unreachable);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private ResiliencePipeline<HealthCodeReply> BuildPipeline(HealthCodeOptions options, TimeProvider time)
    {
        PredicateBuilder<HealthCodeReply> failures = new PredicateBuilder<HealthCodeReply>()
            .Handle<HttpRequestException>().Handle<TimeoutRejectedException>().Handle<JsonException>();
        var builder = new ResiliencePipelineBuilder<HealthCodeReply> { TimeProvider = time };
        builder.AddTimeout(options.TotalTimeout);
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<HealthCodeReply>
            {
                ShouldHandle = failures,
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                UseJitter = true,
            });
        }

        return builder
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HealthCodeReply>
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

    private async Task<HealthCodeReply> AttemptAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        var question = new ResolveRequestJson
        {
            Type = kind switch { CredentialKind.IdCard => "idCard", CredentialKind.Face => "face", _ => "qr" },
            Value = value,
        };
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, HealthCodeJsonContext.Default.ResolveRequestJson));
        content.Headers.ContentType = Json;
        using HttpResponseMessage response = await _client.PostAsync(_resolve, content, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            return new HealthCodeReply(HealthCodeOutcome.NotFound);
        }

        response.EnsureSuccessStatusCode();
        byte[] body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        ResolveResponseJson? answer = JsonSerializer.Deserialize(body, HealthCodeJsonContext.Default.ResolveResponseJson);
        HealthColour? colour = answer?.Colour switch
        {
            "green" => HealthColour.Green,
            "yellow" => HealthColour.Yellow,
            "red" => HealthColour.Red,
            _ => null,
        };
        if (answer is null || colour is null)
        {
            throw new JsonException("The answer has no colour that this box knows.");
        }

        bool named = answer.IdNumber is { Length: > 0 and <= 64 };
        return new HealthCodeReply(HealthCodeOutcome.Answered, new HealthCodeAnswer(
            colour.Value,
            named ? _people.Hash(answer.IdNumber) : ReadOnlyMemory<byte>.Empty,
            named ? IdentityNumber.Mask(answer.IdNumber) : string.Empty,
            answer.TestResult switch { "negative" => TestResult.Negative, "positive" => TestResult.Positive, _ => TestResult.Unspecified },
            answer.TestedAt,
            answer.SampledAt));
    }
}
