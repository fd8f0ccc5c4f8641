using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Devices.Registry;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>
/// HTTP push, as face terminals and AI-video boxes do it (docs/wire.md). 2xx is said only after everything accepted is durable.
/// </summary>
public sealed class HttpLanRoutes(ILanHandler handler, DeviceRegistryHolder registry, ISecurityReporter security, IOptions<HttpLanOptions> options)
{
    private const int MaxMessages = 500;

    private readonly HttpLanOptions _options = options.Value;

    /// <summary><c>POST /v1/devices/{device}/scans</c>.</summary>
    public Task ScansAsync(HttpContext context) => PostAsync(context, LanMessage.Scan, DeviceKind.Sentinel);

    /// <summary><c>POST /v1/devices/{device}/readings</c>.</summary>
    public Task ReadingsAsync(HttpContext context) => PostAsync(context, LanMessage.Reading, DeviceKind.Sensor);

    private async Task PostAsync(HttpContext context, LanMessage kind, DeviceKind from)
    {
        if (context.Features.Get<LanEndpointKind>() is null)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound; // another endpoint of this process, e.g. the health one
            return;
        }

        if (await LogInAsync(context, from).ConfigureAwait(false) is not { } device || await ReadBodyAsync(context, device).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        var peer = new LanPeer(device, NoSink.Instance);
        IReadOnlyList<ReadOnlyMemory<byte>>? messages = Split(body, out string? problem);
        if (messages is null)
        {
            handler.Refuse(peer, context.Request.Path.Value ?? string.Empty, RefusalReason.MalformedJson, body.Span);
            await ProblemAsync(context, StatusCodes.Status400BadRequest, RefusalReason.MalformedJson, problem!).ConfigureAwait(false);
            return;
        }

        (List<VerdictJson> results, Refusal? stopped, AdmissionStatus why) = await TakeAsync(peer, kind, messages).ConfigureAwait(false);
        if (stopped is not null)
        {
            TimeSpan after = why == AdmissionStatus.Full ? _options.RetryAfterFull : _options.RetryAfterFault;
            context.Response.Headers.RetryAfter = ((int)after.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            int status = why == AdmissionStatus.Full ? StatusCodes.Status429TooManyRequests : StatusCodes.Status503ServiceUnavailable;
            await ProblemAsync(context, status, stopped.Reason, stopped.Detail).ConfigureAwait(false);
        }
        else if (results.Count > 0 && results.TrueForAll(result => result.Refused is not null))
        {
            await ProblemAsync(context, StatusCodes.Status400BadRequest, results[0].Refused!, results[0].Detail ?? string.Empty, results).ConfigureAwait(false);
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.Body.WriteAsync(DeviceMessages.Write(new VerdictList { Results = results }), context.RequestAborted).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Takes the messages in their order. Several are on their way at once, so that a backlog does not wait for a commit a message; nothing is started
    /// after one that was refused for now. Messages without a sequence go one by one, since a second copy of one would not be recognised.
    /// </summary>
    private async Task<(List<VerdictJson> Results, Refusal? Stopped, AdmissionStatus Why)> TakeAsync(
        LanPeer peer, LanMessage kind, IReadOnlyList<ReadOnlyMemory<byte>> messages)
    {
        var results = new List<VerdictJson>(messages.Count);
        var running = new Queue<Task<AdmissionResult>>();
        Refusal? stopped = null;
        AdmissionStatus why = default;

        async Task EndAsync()
        {
            AdmissionResult result = await running.Dequeue().ConfigureAwait(false);
            if (result.Status is AdmissionStatus.Full or AdmissionStatus.Fault)
            {
                if (stopped is null)
                {
                    (stopped, why) = (result.Refusal, result.Status);
                }

                return;
            }

            results.Add(result.Refusal is { } refusal ? DeviceMessages.ToJson(refusal) : result.Verdict ?? new VerdictJson());
        }

        foreach (ReadOnlyMemory<byte> message in messages)
        {
            Task<AdmissionResult> task = message.Length > _options.MaxMessageBytes
                ? Task.FromResult(TooLarge(peer, message))
                : handler.HandleAsync(peer, kind, message.Span).AsTask();
            running.Enqueue(task);
            bool counted = HasSequence(message);
            while (running.Count > 0 && (running.Peek().IsCompleted || !counted || running.Count >= 64))
            {
                await EndAsync().ConfigureAwait(false);
            }

            if (stopped is not null || (task.IsCompletedSuccessfully && (await task.ConfigureAwait(false)).Status is AdmissionStatus.Full or AdmissionStatus.Fault))
            {
                break;
            }
        }

        while (running.Count > 0)
        {
            await EndAsync().ConfigureAwait(false);
        }

        return (results, stopped, why);
    }

    private AdmissionResult TooLarge(LanPeer peer, ReadOnlyMemory<byte> message)
    {
        handler.Refuse(peer, "http", RefusalReason.PayloadTooLarge, message.Span);
        return new AdmissionResult(
            AdmissionStatus.Refused, null, new Refusal(RefusalReason.PayloadTooLarge, $"A message is at most {_options.MaxMessageBytes} bytes."));
    }

    private async Task<DeviceIdentity?> LogInAsync(HttpContext context, DeviceKind from)
    {
        string address = context.Connection.RemoteIpAddress?.ToString() ?? "?";
        RegisteredDevice? device = null;
        if (!BasicCredentials.TryRead(context.Request.Headers.Authorization, out string user, out byte[] secret)
            || !registry.Current.TryLogin(user, secret, out device))
        {
            security.Report(
                device is null ? SecurityKind.UnknownDevice : SecurityKind.LoginFailed, device?.Identity.Id ?? string.Empty, $"HTTP login from {address}");
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"longgang\", charset=\"UTF-8\"";
            await ProblemAsync(context, StatusCodes.Status401Unauthorized, RefusalReason.NotAuthorised, "Device id and secret are wrong or missing.").ConfigureAwait(false);
            return null;
        }

        DeviceIdentity identity = device!.Identity;
        if (!string.Equals(context.Request.RouteValues["device"] as string, identity.Id, StringComparison.Ordinal))
        {
            security.Report(SecurityKind.TopicForeign, identity.Id, "HTTP push in another device's name");
            await ProblemAsync(context, StatusCodes.Status403Forbidden, RefusalReason.TopicForeign, "A device pushes in its own name only.").ConfigureAwait(false);
            return null;
        }

        if (identity.Kind != from)
        {
            await ProblemAsync(
                context, StatusCodes.Status403Forbidden, RefusalReason.NotAuthorised, $"Only a {(from == DeviceKind.Sentinel ? "sentinel" : "sensor")} pushes here.").ConfigureAwait(false);
            return null;
        }

        return identity;
    }

    private async Task<ReadOnlyMemory<byte>?> ReadBodyAsync(HttpContext context, DeviceIdentity device)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null; // the limit below has a name and a security event
        }

        if (context.Request.ContentLength is { } announced && announced > _options.MaxBodyBytes)
        {
            return await RefuseLargeAsync(context, device, announced).ConfigureAwait(false);
        }

        var body = new ArrayBufferWriter<byte>((int)(context.Request.ContentLength ?? 1024) + 1);
        while (true)
        {
            Memory<byte> free = body.GetMemory(1024);
            int read = await context.Request.Body.ReadAsync(free, context.RequestAborted).ConfigureAwait(false);
            if (read == 0)
            {
                return body.WrittenMemory;
            }

            body.Advance(read);
            if (body.WrittenCount > _options.MaxBodyBytes)
            {
                return await RefuseLargeAsync(context, device, body.WrittenCount).ConfigureAwait(false);
            }
        }
    }

    private async Task<ReadOnlyMemory<byte>?> RefuseLargeAsync(HttpContext context, DeviceIdentity device, long bytes)
    {
        security.Report(SecurityKind.PayloadTooLarge, device.Id, $"HTTP body of {bytes} bytes or more");
        context.Response.Headers.Connection = "close"; // the rest is not read
        await ProblemAsync(
            context, StatusCodes.Status413PayloadTooLarge, RefusalReason.PayloadTooLarge, $"A request is at most {_options.MaxBodyBytes} bytes.").ConfigureAwait(false);
        return null;
    }

    /// <summary>The messages of a body: itself, or the elements of an array.</summary>
    private static List<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> body, out string? problem)
    {
        problem = null;
        var messages = new List<ReadOnlyMemory<byte>>();
        try
        {
            var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 16 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                reader.Skip();
                messages.Add(body);
            }
            else if (reader.TokenType == JsonTokenType.StartArray)
            {
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    int start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    messages.Add(body[start..(int)reader.BytesConsumed]);
                    if (messages.Count > MaxMessages)
                    {
                        problem = $"A request holds at most {MaxMessages} messages.";
                        return null;
                    }
                }
            }
            else
            {
                problem = "A request is one object or an array of objects.";
                return null;
            }

            while (reader.Read())
            {
            }

            return messages;
        }
        catch (JsonException e)
        {
            problem = $"Not JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine}.";
            return null;
        }
    }

    private static bool HasSequence(ReadOnlyMemory<byte> message)
    {
        try
        {
            var reader = new Utf8JsonReader(message.Span);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("seq"u8))
                {
                    return true;
                }
            }
        }
        catch (JsonException)
        {
            // whoever reads it next says so
        }

        return false;
    }

    private static async Task ProblemAsync(HttpContext context, int status, string reason, string detail, IReadOnlyList<VerdictJson>? results = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        var problem = new ProblemJson { Type = $"urn:longgang:refusal:{reason}", Title = reason, Status = status, Detail = detail, Results = results };
        await context.Response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(problem, ProblemJsonContext.Relaxed.ProblemJson), context.RequestAborted).ConfigureAwait(false);
    }

    private sealed class NoSink : IVerdictSink
    {
        public static NoSink Instance { get; } = new();

        public bool AwaitsDurability => true;

        public void OnVerdict(VerdictJson verdict)
        {
            // The verdict goes with the response, when everything is durable.
        }
    }
}
