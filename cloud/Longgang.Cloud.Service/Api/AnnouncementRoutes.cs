using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Announcements;
using Longgang.Cloud.Service.Audio;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longgang.Cloud.Service.Api;

/// <summary>Routes below <c>/v1/announcements</c> that write.</summary>
internal static class AnnouncementRoutes
{
    private const int MaxName = 64;
    private const int MaxComment = 2000;
    private const long MaxBody = 512 * 1024;

    public static void MapAnnouncements(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/announcements", CreateAsync)
            .Accepts()
            .WithName("createAnnouncement").WithSummary("Writes a draft").WithTags("announcements").WithMetadata(new RequestSize(MaxBody))
            .Produces<AnnouncementJson>(201).ProducesProblem(400).ProducesProblem(503);
        routes.MapPut("/v1/announcements/{id}", EditAsync)
            .Accepts()
            .WithName("editAnnouncement").WithSummary("Writes another document; it is a draft again").WithTags("announcements").WithMetadata(new RequestSize(MaxBody))
            .Produces<AnnouncementJson>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);
        routes.MapPost("/v1/announcements/preflight", CheckAsync)
            .Accepts()
            .WithName("checkDocument").WithSummary("Who would hear a document").WithTags("announcements").WithMetadata(new RequestSize(MaxBody))
            .Produces<PreFlightJson>().ProducesProblem(400);
        Map(routes, "submit", "Wants it sent; at once if nobody has to approve it", (desk, id, version, body, by, cancellationToken) =>
            desk.SubmitAsync(id, version, by, Text(body.Comment), Text(body.Fingerprint), cancellationToken), sends: true);
        Map(routes, "approve", "Agrees, as a second person; sends it if its time has come", (desk, id, version, body, by, cancellationToken) =>
            desk.ApproveAsync(id, version, by, Text(body.Comment), cancellationToken), sends: true);
        Map(routes, "refuse", "Does not agree, and says why", (desk, id, version, body, by, cancellationToken) =>
            desk.DoAsync(id, version, new AnnouncementCommand.Refuse(by, Text(body.Comment)), cancellationToken));
        Map(routes, "withdraw", "Gives it up before it is sent (again)", (desk, id, version, body, by, cancellationToken) =>
            desk.DoAsync(id, version, new AnnouncementCommand.Withdraw(by, Text(body.Comment)), cancellationToken));
        Map(routes, "retract", "Stops it everywhere, and says the prepared correction", (desk, id, version, body, by, cancellationToken) =>
            desk.RetractAsync(id, version, by, Text(body.Comment), cancellationToken), sends: true);
        Map(routes, "retry", "Tells those speakers again that missed it", (desk, id, version, body, by, cancellationToken) =>
            desk.RetryAsync(id, version, by, Text(body.Comment), cancellationToken), sends: true);
    }

    private static void Map(
        IEndpointRouteBuilder routes,
        string verb,
        string summary,
        Func<AnnouncementDesk, string, long, AnnouncementCommandJson, string, CancellationToken, Task<DeskOutcome>> act,
        bool sends = false) =>
        routes.MapPost($"/v1/announcements/{{id}}/{verb}", async (string id, AnnouncementCommandJson body, HttpRequest request, AnnouncementDesk desk, CancellationToken cancellationToken) =>
            {
                if (FindProblem(body.By, body.Comment, request, body.Version, out long version) is { } problem)
                {
                    return problem;
                }

                return sends && !desk.IsConfigured
                    ? ApiProblems.NotConfigured()
                    : await AnswerAsync(id, () => act(desk, id, version, body, body.By!.Trim(), cancellationToken));
            })
            .Accepts()
            .WithName(verb + "Announcement").WithSummary(summary).WithTags("announcements")
            .Produces<AnnouncementJson>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).ProducesProblem(503);

    private static async Task<IResult> CreateAsync(AnnouncementWriteJson body, AnnouncementDesk desk, AudioStore audio, CancellationToken cancellationToken)
    {
        if (FindNameProblem(body.By, body.Comment) is { } problem)
        {
            return problem;
        }

        if (Read(body.Document, audio, out IResult? unreadable) is not { } document)
        {
            return unreadable!;
        }

        try
        {
            Announcement draft = await desk.CreateAsync(body.By!.Trim(), Text(body.Comment), document, cancellationToken);
            return TypedResults.Created($"/v1/announcements/{draft.Id}", AnnouncementJson.Of(draft));
        }
        catch (StoreUnavailableException e)
        {
            return ApiProblems.StoreUnavailable(e.Message);
        }
    }

    private static async Task<IResult> EditAsync(
        string id, AnnouncementWriteJson body, HttpRequest request, AnnouncementDesk desk, AudioStore audio, CancellationToken cancellationToken)
    {
        if (FindProblem(body.By, body.Comment, request, body.Version, out long version) is { } problem)
        {
            return problem;
        }

        return Read(body.Document, audio, out IResult? unreadable) is { } document
            ? await AnswerAsync(id, () => desk.DoAsync(id, version, new AnnouncementCommand.Edit(body.By!.Trim(), document, Text(body.Comment)), cancellationToken))
            : unreadable!;
    }

    private static async Task<IResult> CheckAsync(PreFlightRequestJson body, AnnouncementDesk desk, AudioStore audio, CancellationToken cancellationToken) =>
        Read(body.Document, audio, out IResult? unreadable) is { } document
            ? TypedResults.Ok(PreFlightJson.Of(await desk.CheckAsync(document, null, cancellationToken)))
            : unreadable!;

    private static async Task<IResult> AnswerAsync(string id, Func<Task<DeskOutcome>> act)
    {
        try
        {
            return await act() switch
            {
                DeskOutcome.Done done => TypedResults.Ok(AnnouncementJson.Of(done.Announcement)),
                DeskOutcome.Stale stale => ApiProblems.Stale(stale.Current.Version),
                DeskOutcome.Refused refused => ApiProblems.Refused(refused.Problems),
                DeskOutcome.AudienceChanged changed => ApiProblems.AudienceChanged(changed.Difference),
                _ => ApiProblems.NotFound($"No announcement has the id '{id}'."),
            };
        }
        catch (StoreUnavailableException e)
        {
            return ApiProblems.StoreUnavailable(e.Message);
        }
    }

    private static AnnouncementDocument? Read(AnnouncementDocumentJson? json, AudioStore audio, out IResult? problem)
    {
        problem = null;
        if (json is null)
        {
            problem = ApiProblems.BadRequest("'document' is missing.", "Send the whole document; what is not known yet may be left out of it.");
            return null;
        }

        AnnouncementDocument? document = json.ToDocument(audio.Find, out (string Why, string Todo)? wrong);
        problem = wrong is { } said ? ApiProblems.BadRequest(said.Why, said.Todo) : null;
        return document;
    }

    private static ProblemHttpResult? FindNameProblem(string? by, string? comment) =>
        Text(by) is not { Length: <= MaxName } ? ApiProblems.BadRequest("'by' is missing or too long.", $"Say who you are in 1…{MaxName} characters.")
        : comment?.Length > MaxComment ? ApiProblems.BadRequest("'comment' is too long.", $"Write at most {MaxComment} characters.")
        : null;

    private static ProblemHttpResult? FindProblem(string? by, string? comment, HttpRequest request, long? version, out long wanted)
    {
        wanted = version ?? 0;
        if (FindNameProblem(by, comment) is { } problem)
        {
            return problem;
        }

        if (version is null && !long.TryParse(
            request.Headers.IfMatch.ToString().Trim('"'), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out wanted))
        {
            return ApiProblems.BadRequest("'version' is missing.", "Send the version that you have read, in the body or as If-Match: what somebody else has changed since must not be decided unseen.");
        }

        return null;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
