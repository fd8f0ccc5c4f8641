using System.Net;
using System.Text.Json;
using Longgang.FirmwareSim.People;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Longgang.FirmwareSim.HealthCode;

/// <summary>The city's health-code service: <c>POST /v1/resolve</c>, with the latency and the failures that were asked for.</summary>
public sealed class HealthCodeService(HealthCodeOptions options, TimeProvider time)
{
    private static readonly TimeSpan _beijing = TimeSpan.FromHours(8);

    private readonly Population _population = new(options.Population, options.Devices);
    private readonly DateTimeOffset _today = time.GetUtcNow().ToOffset(_beijing);
    private readonly long _start = time.GetTimestamp();
    private const int WarmUpRounds = 16;
    private const int WarmUpAtOnce = 32;

    private int _requests;
    private volatile bool _warm;

    public async Task RunAsync(CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        IPEndPoint endpoint = IPEndPoint.Parse(options.Endpoint);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(endpoint, listen => listen.Protocols = HttpProtocols.Http1));
        WebApplication app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            await WarmUpAsync(new Uri($"http://{endpoint}/v1/resolve"), stop).ConfigureAwait(false);
            await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            using var now = new CancellationTokenSource(TimeSpan.Zero, time);
            await app.StopAsync(now.Token).ConfigureAwait(false);
        }

        await app.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Asks itself first: the service that it stands for has been running for months, and its first answers are not slower than others.</summary>
    private async Task WarmUpAsync(Uri address, CancellationToken stop)
    {
        using var client = new HttpClient();
        for (int round = 0; round < WarmUpRounds; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, WarmUpAtOnce).Select(async i =>
            {
                var question = new ResolveRequest("qr", _population.QrToken((round * WarmUpAtOnce) + i));
                using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(question, HealthCodeJson.Default.ResolveRequest));
                using HttpResponseMessage answer = await client.PostAsync(address, content, stop).ConfigureAwait(false);
            })).ConfigureAwait(false);
        }

        _warm = true;
    }

    /// <summary>The answer for a credential, or null when nobody has it.</summary>
    public ResolveAnswer? Resolve(string type, string value)
    {
        int person = _population.Resolve(type, value);
        if (person < 0)
        {
            return null;
        }

        HealthState health = _population.Health(person);
        return new ResolveAnswer(
            _population.IdNumber(person),
            health.Colour switch { HealthColour.Red => "red", HealthColour.Yellow => "yellow", _ => "green" },
            health.TestPositive switch { true => "positive", false => "negative", null => null },
            _today - health.TestAge,
            _today - health.SampledAge);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        CancellationToken gone = context.RequestAborted;
        try
        {
            if (context.Request.Path == "/health/ready")
            {
                context.Response.StatusCode = _warm ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
                return;
            }

            if (context.Request.Path != "/v1/resolve" || !HttpMethods.IsPost(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
            }

            var random = new Random((int)SplitMix.Of(options.Population.Seed, Interlocked.Increment(ref _requests), 200));
            await Task.Delay(DrawLatency(random), time, gone).ConfigureAwait(false);
            if (await FailsAsync(random, context, gone).ConfigureAwait(false))
            {
                return;
            }

            ResolveRequest? request = await JsonSerializer.DeserializeAsync(
                context.Request.Body, HealthCodeJson.Default.ResolveRequest, gone).ConfigureAwait(false);
            if (request?.Type is null || request.Value is null)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
            }
            else if (Resolve(request.Type, request.Value) is { } answer)
            {
                byte[] body = JsonSerializer.SerializeToUtf8Bytes(answer, HealthCodeJson.Default.ResolveAnswer);
                context.Response.ContentType = "application/json";
                context.Response.ContentLength = body.Length;
                await context.Response.Body.WriteAsync(body, gone).ConfigureAwait(false);
            }
            else
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
            }
        }
        catch (JsonException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && gone.IsCancellationRequested)
        {
            // The box hung up, as it does when its patience ends.
        }
    }

    private async Task<bool> FailsAsync(Random random, HttpContext context, CancellationToken gone)
    {
        TimeSpan since = time.GetElapsedTime(_start);
        if (options.OutageAfter is { } after && since >= after && since < after + options.OutageFor)
        {
            if (options.OutageHangs)
            {
                await Task.Delay(after + options.OutageFor - since, time, gone).ConfigureAwait(false);
            }

            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return true;
        }

        if (random.NextDouble() < options.ErrorRate)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return true;
        }

        return false;
    }

    private TimeSpan DrawLatency(Random random)
    {
        double gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return options.Latency * Math.Exp(options.LatencySigma * gauss);
    }
}
