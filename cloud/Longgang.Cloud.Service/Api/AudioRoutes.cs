using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Audio;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Longgang.Cloud.Service.Api;

/// <summary>Routes below <c>/v1/audio</c>.</summary>
internal static class AudioRoutes
{
    public static void MapAudio(this IEndpointRouteBuilder routes)
    {
        routes.MapPut("/v1/audio", AddAsync)
            .Accepts()
            .WithName("putAudio").WithSummary("Keeps a recording (the body is a WAV file: PCM, 16 bit, one channel, 16 kHz); it is named by its SHA-256").WithTags("audio")
            .Produces<AudioJson>().ProducesProblem(400).ProducesProblem(413).ProducesProblem(507);
        routes.MapGet("/v1/audio", (AudioStore audio) => TypedResults.Ok(new AudioListJson([.. audio.List().Select(AudioJson.Of)])))
            .Accepts()
            .WithName("listAudio").WithSummary("All recordings").WithTags("audio")
            .Produces<AudioListJson>();
        routes.MapGet("/v1/audio/{sha256}", Find)
            .Accepts()
            .WithName("getAudio").WithSummary("A recording; ranges are served").WithTags("audio")
            .Produces(200, contentType: AudioStore.MediaType).Produces(206, contentType: AudioStore.MediaType).ProducesProblem(404);
    }

    private static async Task<IResult> AddAsync(HttpContext context, AudioStore audio, IOptions<AudioOptions> options, CancellationToken cancellationToken)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The store counts itself and says what to do; one byte more lets it.
            size.MaxRequestBodySize = options.Value.MaxFileBytes + 1;
        }

        try
        {
            (AudioAsset? asset, AudioRefusal? refusal) = await audio.AddAsync(context.Request.Body, cancellationToken);
            return asset is not null ? TypedResults.Ok(AudioJson.Of(asset)) : ApiProblems.AudioRefused(refusal!);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return ApiProblems.AudioRefused(new AudioRefusal(413, $"It has more than {options.Value.MaxFileBytes} bytes.", "Upload a shorter recording."));
        }
    }

    private static IResult Find(string sha256, AudioStore audio) => audio.Find(sha256) is { } asset
        ? TypedResults.PhysicalFile(audio.PathOf(sha256), asset.MediaType, entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true)
        : ApiProblems.NotFound($"No recording has the hash '{sha256}'.");
}
