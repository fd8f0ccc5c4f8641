using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longgang.Cloud.Service.Api;

/// <summary>Routes below <c>/v1/alerts</c>.</summary>
internal static class AlertRoutes
{
    private const int MaxName = 64;
    private const int MaxComment = 2000;

    public static void MapAlerts(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/alerts", ListAsync)
            .Accepts("state", "area", "category", "after", "limit")
            .WithName("listAlerts").WithSummary("Alerts, newest first").WithTags("alerts")
            .Produces<PageJson<AlertJson>>().ProducesProblem(400);
        routes.MapGet("/v1/alerts/{id}", FindAsync)
            .Accepts()
            .WithName("getAlert").WithSummary("One alert with its history").WithTags("alerts")
            .Produces<AlertDetailJson>().ProducesProblem(404);
        Map(routes, "acknowledge", AlertChangeKind.Acknowledged, "Says that somebody has seen it");
        Map(routes, "assign", AlertChangeKind.Assigned, "Gives it to somebody");
        Map(routes, "comment", AlertChangeKind.Commented, "Adds a comment");
        Map(routes, "resolve", AlertChangeKind.Resolved, "Closes it");
    }

    private static void Map(IEndpointRouteBuilder routes, string verb, AlertChangeKind kind, string summary) =>
        routes.MapPost($"/v1/alerts/{{id}}/{verb}", (string id, AlertCommandJson body, IAlertStore alerts, CancellationToken cancellationToken) =>
                ApplyAsync(id, kind, body, alerts, cancellationToken))
            .Accepts()
            .WithName(verb + "Alert").WithSummary(summary).WithTags("alerts")
            .Produces<AlertJson>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(409).ProducesProblem(503);

    private static async Task<IResult> ListAsync(
        string? state, string? area, string? category, long? after, int? limit, IAlertStore alerts, CancellationToken cancellationToken)
    {
        AlertState? wantedState = state is null ? null : AlertNames.ParseState(state);
        if (state is not null && wantedState is null)
        {
            return ApiProblems.BadRequest($"'{state}' is not a state.", "Use raised, acknowledged, assigned or resolved.");
        }

        AlertCategory? wantedCategory = category is null ? null : WireNames.ParseCategory(category);
        if (category is not null && wantedCategory is null or AlertCategory.Unspecified)
        {
            string names = string.Join(", ", Enum.GetValues<AlertCategory>().Where(value => value != AlertCategory.Unspecified).Select(WireNames.Of));
            return ApiProblems.BadRequest($"'{category}' is not a category.", $"Use {names}.");
        }

        AreaCode wantedArea = default;
        if (area is not null && !AreaCode.TryParse(area, out wantedArea))
        {
            return ApiProblems.BadRequest($"'{area}' is not an area.", "Use 6, 9 or 12 digits, e.g. 440307003.");
        }

        if (QueryGuard.CheckPage(after, limit) is { } problem)
        {
            return problem;
        }

        int size = limit ?? 100;
        IReadOnlyList<AlertSnapshot> rows = await alerts.ListAsync(
            new AlertQuery(wantedState, area is null ? null : wantedArea, wantedCategory, after, size + 1), cancellationToken);
        return TypedResults.Ok(QueryGuard.Page(rows, size, AlertJson.Of, row => row.Number));
    }

    private static async Task<IResult> FindAsync(string id, IAlertStore alerts, CancellationToken cancellationToken)
    {
        IReadOnlyList<AlertChange> history = await alerts.ReadHistoryAsync(id, cancellationToken);
        return history.Count == 0
            ? ApiProblems.NotFound($"No alert has the id '{id}'.")
            : TypedResults.Ok(new AlertDetailJson(AlertJson.Of(history[^1].Alert), [.. history.Select(AlertChangeJson.Of)]));
    }

    private static async Task<IResult> ApplyAsync(
        string id, AlertChangeKind kind, AlertCommandJson body, IAlertStore alerts, CancellationToken cancellationToken)
    {
        if (FindProblem(kind, body) is { } problem)
        {
            return problem;
        }

        try
        {
            AlertCommandResult result = await alerts.ApplyAsync(
                id, new AlertCommand(kind, body.By!.Trim(), Text(body.Assignee), Text(body.Comment)), cancellationToken);
            return result switch
            {
                { Change: { } change } => TypedResults.Ok(AlertJson.Of(change.Alert)),
                { Refusal: { } refusal } => ApiProblems.Conflict(refusal),
                _ => ApiProblems.NotFound($"No alert has the id '{id}'."),
            };
        }
        catch (StoreUnavailableException e)
        {
            return ApiProblems.StoreUnavailable(e.Message);
        }
    }

    private static ProblemHttpResult? FindProblem(AlertChangeKind kind, AlertCommandJson body)
    {
        if (Text(body.By) is not { Length: <= MaxName })
        {
            return ApiProblems.BadRequest("'by' is missing or too long.", $"Say who you are in 1…{MaxName} characters.");
        }

        if (kind == AlertChangeKind.Assigned ? Text(body.Assignee) is not { Length: <= MaxName } : body.Assignee?.Length > MaxName)
        {
            return ApiProblems.BadRequest("'assignee' is missing or too long.", $"Say to whom in 1…{MaxName} characters.");
        }

        return (kind == AlertChangeKind.Commented && Text(body.Comment) is null) || body.Comment?.Length > MaxComment
            ? ApiProblems.BadRequest("'comment' is missing or too long.", $"Write 1…{MaxComment} characters.")
            : null;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
