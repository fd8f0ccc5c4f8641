using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Announcements;
using Longgang.Contracts.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longgang.Cloud.Service.Api;

/// <summary>Routes below <c>/v1/announcements</c> that read, and <c>/v1/speakers</c>.</summary>
internal static class AnnouncementQueries
{
    public static void MapAnnouncementQueries(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/announcements", ListAsync)
            .Accepts("state", "after", "limit")
            .WithName("listAnnouncements").WithSummary("Announcements, newest first").WithTags("announcements")
            .Produces<PageJson<AnnouncementJson>>().ProducesProblem(400);
        routes.MapGet("/v1/announcements/{id}", FindAsync)
            .Accepts()
            .WithName("getAnnouncement").WithSummary("One announcement with its history and the boxes' answers").WithTags("announcements")
            .Produces<AnnouncementDetailJson>().ProducesProblem(404);
        routes.MapGet("/v1/announcements/{id}/preflight", CheckAsync)
            .Accepts()
            .WithName("checkAnnouncement").WithSummary("Who would hear it").WithTags("announcements")
            .Produces<PreFlightJson>().ProducesProblem(404);
        routes.MapGet("/v1/announcements/{id}/coverage", CoverAsync)
            .Accepts("occurrence", "correction")
            .WithName("getCoverage").WithSummary("How far it has come, by area and state").WithTags("announcements")
            .Produces<CoverageJson>().ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/v1/announcements/{id}/speakers", ListPartsAsync)
            .Accepts("occurrence", "correction", "state", "after", "limit")
            .WithName("listParts").WithSummary("Each speaker's part, and why").WithTags("announcements")
            .Produces<TextPageJson<SpeakerPartJson>>().ProducesProblem(400).ProducesProblem(404);
        routes.MapGet("/v1/speakers", ListSpeakersAsync)
            .Accepts("after", "limit")
            .WithName("listSpeakers").WithSummary("Speakers as their boxes report them, by id").WithTags("announcements")
            .Produces<TextPageJson<SpeakerJson>>().ProducesProblem(400);
    }

    private static async Task<IResult> ListAsync(string? state, long? after, int? limit, IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        AnnouncementState? wanted = state is null ? null : AnnouncementNames.ParseState(state);
        if (state is not null && wanted is null)
        {
            return ApiProblems.BadRequest($"'{state}' is not a state.", $"Use {string.Join(", ", Enum.GetValues<AnnouncementState>().Select(AnnouncementNames.Of))}.");
        }

        if (QueryGuard.CheckPage(after, limit) is { } problem)
        {
            return problem;
        }

        int size = limit ?? 100;
        IReadOnlyList<Announcement> rows = await announcements.ListAsync(new AnnouncementQuery(wanted, after, size + 1), cancellationToken);
        return TypedResults.Ok(QueryGuard.Page(rows, size, AnnouncementJson.Of, row => row.Number));
    }

    private static async Task<IResult> FindAsync(string id, HttpResponse response, IAnnouncementStore announcements, ICommandOutbox outbox, CancellationToken cancellationToken)
    {
        if (await announcements.FindAsync(id, cancellationToken) is not { } found)
        {
            return NotFound(id);
        }

        IReadOnlyList<AnnouncementEntry> history = await announcements.ReadHistoryAsync(id, cancellationToken);
        IReadOnlyList<CommandAnswer> answers = await outbox.ReadAnswersAsync(id, cancellationToken);
        response.Headers.ETag = $"\"{found.Version}\"";
        return TypedResults.Ok(new AnnouncementDetailJson(
            AnnouncementJson.Of(found), [.. history.Select(AnnouncementEntryJson.Of)], [.. answers.Select(CommandAnswerJson.Of)]));
    }

    private static async Task<IResult> CheckAsync(string id, IAnnouncementStore announcements, AnnouncementDesk desk, CancellationToken cancellationToken) =>
        await announcements.FindAsync(id, cancellationToken) is { } found
            ? TypedResults.Ok(PreFlightJson.Of(await desk.CheckAsync(found.Document, id, cancellationToken)))
            : NotFound(id);

    private static async Task<IResult> CoverAsync(string id, int? occurrence, bool? correction, IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        (string of, int number, IResult? problem) = await FindPartsAsync(id, occurrence, correction, announcements, cancellationToken);
        return problem ?? (IResult)TypedResults.Ok(CoverageJson.Of(of, number, Coverage.Of(await announcements.ReadPartsAsync(of, number, cancellationToken))));
    }

    private static async Task<IResult> ListPartsAsync(
        string id, int? occurrence, bool? correction, string? state, string? after, int? limit, IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        ReceiptState? wanted = state is null ? null : ReceiptNames.Parse(state);
        if (state is not null && wanted is null)
        {
            return ApiProblems.BadRequest($"'{state}' is not a state.", $"Use {string.Join(", ", Enum.GetValues<ReceiptState>().Select(ReceiptNames.Of))}.");
        }

        if (QueryGuard.CheckPage(null, limit) is { } badPage)
        {
            return badPage;
        }

        (string of, int number, IResult? problem) = await FindPartsAsync(id, occurrence, correction, announcements, cancellationToken);
        return problem ?? (IResult)Page(
            (await announcements.ReadPartsAsync(of, number, cancellationToken)).Where(part => wanted is null || part.State == wanted), after, limit, part => part.Speaker, SpeakerPartJson.Of);
    }

    private static async Task<IResult> ListSpeakersAsync(string? after, int? limit, ISpeakerStore speakers, CancellationToken cancellationToken) =>
        QueryGuard.CheckPage(null, limit) ?? (IResult)Page(await speakers.ListAsync(removed: false, cancellationToken), after, limit, speaker => speaker.Device, SpeakerJson.Of);

    private static async Task<(string Id, int Occurrence, IResult? Problem)> FindPartsAsync(
        string id, int? occurrence, bool? correction, IAnnouncementStore announcements, CancellationToken cancellationToken)
    {
        if (occurrence < 1 || (occurrence is not null && correction == true))
        {
            return (id, 0, ApiProblems.BadRequest($"Occurrence {occurrence} does not exist.", "They are numbered from 1; leave it out for the latest one, and for a correction."));
        }

        if (await announcements.FindAsync(id, cancellationToken) is not { } found)
        {
            return (id, 0, NotFound(id));
        }

        return correction == true ? (found.CorrectionId, 1, null) : (id, occurrence ?? found.Occurrence, null);
    }

    private static Ok<TextPageJson<TOut>> Page<TIn, TOut>(IEnumerable<TIn> rows, string? after, int? limit, Func<TIn, string> name, Func<TIn, TOut> map)
    {
        int size = limit ?? 100;
        TIn[] page = [.. rows.Where(row => after is null || string.CompareOrdinal(name(row), after) > 0).Take(size + 1)];
        return TypedResults.Ok(new TextPageJson<TOut>([.. page.Take(size).Select(map)], page.Length > size ? name(page[size - 1]) : null));
    }

    private static ProblemHttpResult NotFound(string id) => ApiProblems.NotFound($"No announcement has the id '{id}'.");
}
