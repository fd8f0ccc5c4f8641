using System.Globalization;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Service.Api;

namespace Longgang.Cloud.Service.Live;

/// <summary><c>GET /v1/live</c>.</summary>
internal static class LiveEndpoint
{
    private const int Page = 500;

    /// <summary>Streams alert changes and figures until the listener goes, is too slow, or the service stops.</summary>
    public static async Task StreamAsync(HttpContext context, LiveFeed feed, IAlertStore alerts)
    {
        CancellationToken gone = context.RequestAborted;
        if (!TryReadPosition(context.Request, out long? resume))
        {
            await ApiProblems.BadRequest("Last-Event-ID is not a change number.", "Send the id of the last event, or none.").ExecuteAsync(context);
            return;
        }

        // Joining comes first: what is committed from here on is queued, what was committed before is in the database.
        if (feed.Join() is not { } listener)
        {
            await ApiProblems.Busy("There are too many live listeners, or the service is stopping.").ExecuteAsync(context);
            return;
        }

        try
        {
            context.Response.ContentType = "text/event-stream; charset=utf-8";
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers["X-Accel-Buffering"] = "no";
            long sent = await CatchUpAsync(context.Response, alerts, resume, gone);
            while (await listener.Frames.WaitToReadAsync(gone))
            {
                while (listener.Frames.TryRead(out LiveFrame? frame))
                {
                    if (frame.Change == 0 || frame.Change > sent)
                    {
                        await context.Response.Body.WriteAsync(frame.Bytes, gone);
                        sent = Math.Max(sent, frame.Change);
                    }
                }

                await context.Response.Body.FlushAsync(gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The listener went.
        }
        finally
        {
            feed.Leave(listener);
        }
    }

    private static async Task<long> CatchUpAsync(HttpResponse response, IAlertStore alerts, long? resume, CancellationToken gone)
    {
        long last = await alerts.ReadLastChangeAsync(gone);

        // An id from the future belongs to a database that was since replaced: everything there is to know now starts here.
        long sent = Math.Min(resume ?? last, last);
        await response.Body.WriteAsync(LiveFrame.Position(sent).Bytes, gone);
        IReadOnlyList<AlertChange> changes;
        do
        {
            changes = resume is null ? [] : await alerts.ReadChangesAsync(sent, Page, gone);
            foreach (AlertChange change in changes)
            {
                await response.Body.WriteAsync(LiveFrame.Of(change).Bytes, gone);
                sent = change.Number;
            }

            await response.Body.FlushAsync(gone);
        }
        while (changes.Count == Page);
        return sent;
    }

    private static bool TryReadPosition(HttpRequest request, out long? position)
    {
        position = null;
        string? text = request.Headers["Last-Event-ID"].FirstOrDefault() ?? request.Query["lastEventId"].FirstOrDefault();
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return false;
        }

        position = number;
        return true;
    }
}
