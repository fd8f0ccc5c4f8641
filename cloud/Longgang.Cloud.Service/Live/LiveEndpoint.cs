using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Api;

namespace Longgang.Cloud.Service.Live;

/// <summary><c>GET /v1/live</c>.</summary>
internal static class LiveEndpoint
{
    private const int Page = 500;

    /// <summary>Streams changes of alerts and announcements, and figures, until the listener goes, is too slow, or the service stops.</summary>
    public static async Task StreamAsync(HttpContext context, LiveFeed feed, IAlertStore alerts, IAnnouncementStore announcements)
    {
        CancellationToken gone = context.RequestAborted;
        string? id = context.Request.Headers["Last-Event-ID"].FirstOrDefault() ?? context.Request.Query["lastEventId"].FirstOrDefault();
        if (!LivePosition.TryParse(id, out LivePosition resume))
        {
            await ApiProblems.BadRequest("Last-Event-ID is not a position of this stream.", "Send the id of the last event, or none.").ExecuteAsync(context);
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
            var writer = new LiveWriter(context.Response);
            await CatchUpAsync(writer, alerts, announcements, resume, gone);
            while (await listener.Frames.WaitToReadAsync(gone))
            {
                while (listener.Frames.TryRead(out LiveFrame? frame))
                {
                    await writer.WriteAsync(frame, gone);
                }

                await writer.FlushAsync(gone);
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

    private static async Task CatchUpAsync(LiveWriter writer, IAlertStore alerts, IAnnouncementStore announcements, LivePosition resume, CancellationToken gone)
    {
        long lastAlert = await alerts.ReadLastChangeAsync(gone);
        long lastAnnouncement = await announcements.ReadLastChangeAsync(gone);

        // An id from the future belongs to a database that was since replaced: everything there is to know now starts here.
        await writer.BeginAsync(Math.Min(resume.Alert ?? lastAlert, lastAlert), Math.Min(resume.Announcement ?? lastAnnouncement, lastAnnouncement), gone);
        for (int read = resume.Alert is null ? 0 : Page; read == Page;)
        {
            IReadOnlyList<AlertChange> changes = await alerts.ReadChangesAsync(writer.Alert, Page, gone);
            foreach (AlertChange change in changes)
            {
                await writer.WriteAsync(LiveFrame.Of(change), gone);
            }

            await writer.FlushAsync(gone);
            read = changes.Count;
        }

        for (int read = resume.Announcement is null ? 0 : Page; read == Page;)
        {
            IReadOnlyList<AnnouncementChange> changes = await announcements.ReadChangesAsync(writer.Announcement, Page, gone);
            foreach (LiveFrame frame in await AnnouncementFrames.OfAsync(changes, announcements, gone))
            {
                await writer.WriteAsync(frame, gone);
            }

            await writer.FlushAsync(gone);
            read = changes.Count;
        }
    }
}
