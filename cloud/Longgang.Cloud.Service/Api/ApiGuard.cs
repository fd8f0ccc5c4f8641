using Longgang.Cloud.Core.Ingestion;
using Microsoft.AspNetCore.Diagnostics;

namespace Longgang.Cloud.Service.Api;

/// <summary>What stands before every route: the token, and errors in the API's own form.</summary>
internal static class ApiGuard
{
    public static void UseApiGuard(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = HandleAsync,

            // A bad request is the caller's error and is answered to the caller; the store says itself when it is out of reach.
            SuppressDiagnosticsCallback = context => context.Exception is BadHttpRequestException or StoreUnavailableException,
        });
        app.Use(async (context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            ApiToken token = context.RequestServices.GetRequiredService<ApiToken>();
            if (token.IsRequired && IsGuarded(context.Request.Path) && !token.Accepts(context.Request.Headers.Authorization))
            {
                context.Response.Headers.WWWAuthenticate = "Bearer";
                await ApiProblems.Unauthorized().ExecuteAsync(context);
                return;
            }

            await next(context);
        });
        app.UseStatusCodePages(async pages =>
        {
            if (pages.HttpContext.Response.StatusCode == 404)
            {
                await ApiProblems.NotFound($"'{pages.HttpContext.Request.Path}' is not a route of this service.").ExecuteAsync(pages.HttpContext);
            }
        });
    }

    private static bool IsGuarded(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/metrics", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);

    private static async Task HandleAsync(HttpContext context)
    {
        Exception? error = context.Features.Get<IExceptionHandlerFeature>()?.Error;
        if (error is BadHttpRequestException bad)
        {
            await ApiProblems.BadRequest(bad.Message, "Look at /openapi/v1.json for the types of parameters and bodies.").ExecuteAsync(context);
            return;
        }

        if (error is StoreDamagedException damaged)
        {
            await ApiProblems.StoreDamaged(damaged.Message).ExecuteAsync(context);
            return;
        }

        if (error is StoreUnavailableException unavailable)
        {
            await ApiProblems.StoreUnavailable(unavailable.Message).ExecuteAsync(context);
            return;
        }

        await ApiProblems.Internal().ExecuteAsync(context);
    }
}
