namespace Longgang.Cloud.Service.Api;

/// <summary>Refuses query parameters that a route does not know: a misspelt filter must not answer with everything.</summary>
internal static class QueryGuard
{
    /// <summary>Largest page.</summary>
    public const int MaxLimit = 1000;

    public static RouteHandlerBuilder Accepts(this RouteHandlerBuilder route, params string[] known) => route.AddEndpointFilter(async (context, next) =>
    {
        foreach (string name in context.HttpContext.Request.Query.Keys)
        {
            if (!known.Contains(name, StringComparer.Ordinal))
            {
                string list = known.Length == 0 ? "This route takes none." : $"This route takes: {string.Join(", ", known)}.";
                return ApiProblems.BadRequest($"The query parameter '{name}' is not known here.", list);
            }

            if (context.HttpContext.Request.Query[name].Count > 1)
            {
                return ApiProblems.BadRequest($"The query parameter '{name}' is given more than once.", "Give it once.");
            }
        }

        return await next(context);
    });

    /// <summary>What is wrong with a page, or null.</summary>
    public static IResult? CheckPage(long? after, int? limit)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return ApiProblems.BadRequest($"limit {limit} is out of range.", $"Use 1…{MaxLimit}.");
        }

        return after < 0 ? ApiProblems.BadRequest($"after {after} is not a cursor.", "Pass the 'next' of the page before, or leave it out.") : null;
    }

    /// <summary>Cuts a page that was read with one row too many, and finds its cursor.</summary>
    public static PageJson<TOut> Page<TIn, TOut>(IReadOnlyList<TIn> rows, int limit, Func<TIn, TOut> map, Func<TIn, long> cursor) =>
        rows.Count > limit
            ? new PageJson<TOut>([.. rows.Take(limit).Select(map)], cursor(rows[limit - 1]))
            : new PageJson<TOut>([.. rows.Select(map)], null);
}
