using Longgang.Edge.Devices.Speakers.Audio;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>
/// Audio for speakers, <c>GET /audio/{sha256}.wav</c>. Without a login, for many speakers have none to give over HTTP: it is what is about to be said in public, and its name cannot be guessed.
/// </summary>
public sealed class AudioRoutes(AudioLibrary library)
{
    private const string Extension = ".wav";

    /// <summary>Answers GET and HEAD, whole or by ranges.</summary>
    public Task GetAsync(HttpContext context)
    {
        string name = context.Request.RouteValues["file"] as string ?? string.Empty;
        string sha256 = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : string.Empty;
        if (context.Features.Get<LanEndpointKind>() is null || sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit) || library.FileOf(sha256) is not { } path)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // the name is the hash of the content
        return TypedResults.PhysicalFile(path, "audio/wav", entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true).ExecuteAsync(context);
    }
}
