using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Audio;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Longgang.Cloud.Service.Api;

/// <summary>Errors as <c>application/problem+json</c>: what (title), why (detail) and what to do (todo).</summary>
internal static class ApiProblems
{
    public static ProblemHttpResult BadRequest(string why, string todo) => Make(400, "bad-request", "The request cannot be understood.", why, todo);

    public static ProblemHttpResult Unauthorized() => Make(
        401, "unauthorized", "The request is not authorised.", "It carries no bearer token, or a wrong one.", "Send 'Authorization: Bearer' with the token from Api:TokenFile.");

    public static ProblemHttpResult NotFound(string why) => Make(404, "not-found", "There is no such thing.", why, "List what there is, and look at the spelling.");

    public static ProblemHttpResult Conflict(string why) => Make(
        409, "conflict", "The alert's state does not allow that.", why, "Read the alert again: somebody may have been faster.");

    /// <summary>Something cannot be done with an announcement: with its document (422), or in its state (409).</summary>
    public static ProblemHttpResult Refused(IReadOnlyList<AnnouncementProblem> problems)
    {
        bool isDocument = problems.Any(problem => problem.Field.Length > 0);
        return Make(
            isDocument ? 422 : 409,
            isDocument ? "unfit" : "conflict",
            isDocument ? "The announcement cannot be sent as it is." : "The announcement's state does not allow that.",
            string.Join(' ', problems.Select(problem => problem.Field.Length == 0 ? problem.What : $"{problem.Field}: {problem.What}")),
            string.Join(' ', problems.Select(problem => problem.Todo).Distinct(StringComparer.Ordinal)),
            new KeyValuePair<string, object?>("problems", (AnnouncementProblemJson[])[.. problems.Select(AnnouncementProblemJson.Of)]));
    }

    public static ProblemHttpResult Stale(long version) => Make(
        409, "stale", "Somebody has changed the announcement since it was read.", $"It is of version {version} now.", "Read it again, and decide on what stands there.",
        new KeyValuePair<string, object?>("version", version));

    public static ProblemHttpResult AudienceChanged(string why) => Make(
        409, "audience-changed", "The audience is not the one that was shown.", why, "Look at the pre-flight again, and submit with its fingerprint.");

    public static ProblemHttpResult NotConfigured() => Make(
        503, "not-configured", "Announcements are not configured.", "There is no key that commands could be signed with, so boxes would take none.",
        "Set Announcements:SigningKeyFile and Announcements:SigningKeyName, and start the service again.");

    public static ProblemHttpResult AudioRefused(AudioRefusal refusal) => Make(refusal.Status, "audio", "The recording is not kept.", refusal.Why, refusal.Todo);

    public static ProblemHttpResult Busy(string why) => Make(503, "busy", "Not now.", why, "Try again in a few seconds.");

    public static ProblemHttpResult StoreUnavailable(string why) => Make(503, "store-unavailable", "The change could not be stored.", why, "Try again; nothing was changed.");

    public static ProblemHttpResult StoreDamaged(string why) => Make(
        500, "store-damaged", "What was asked for lies in a damaged part of the store.", why,
        "The service repairs the store before it writes again. Try again in a minute; /health/ready says what is lost, and /v1/ledger names the events.");

    public static ProblemHttpResult Internal() => Make(
        500, "internal", "Something unexpected happened.", "The service's log says more.", "Try again, and report it with the time if it stays.");

    private static ProblemHttpResult Make(int status, string type, string what, string why, string todo, params KeyValuePair<string, object?>[] more) =>
        TypedResults.Problem(
            statusCode: status,
            type: "urn:longgang:api:" + type,
            title: what,
            detail: why,
            extensions: [new KeyValuePair<string, object?>("todo", todo), .. more]);
}
