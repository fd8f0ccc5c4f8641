namespace Longgang.Cloud.Service.Live;

/// <summary>Writes to one listener, each change once, and with each the listener's position after it.</summary>
internal sealed class LiveWriter(HttpResponse response)
{
    /// <summary>Number of the last alert change that was written.</summary>
    public long Alert { get; private set; }

    /// <summary>Number of the last announcement change that was written.</summary>
    public long Announcement { get; private set; }

    /// <summary>Says where the stream begins.</summary>
    public async Task BeginAsync(long alert, long announcement, CancellationToken cancellationToken)
    {
        (Alert, Announcement) = (alert, announcement);
        await response.Body.WriteAsync((byte[])[.. LiveFrame.Id(alert, announcement), (byte)'\n'], cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <summary>Writes a frame, unless the listener has it already.</summary>
    public async Task WriteAsync(LiveFrame frame, CancellationToken cancellationToken)
    {
        if (frame.IsChange)
        {
            if (frame.Alert <= Alert && frame.Announcement <= Announcement)
            {
                return;
            }

            (Alert, Announcement) = (Math.Max(Alert, frame.Alert), Math.Max(Announcement, frame.Announcement));
            await response.Body.WriteAsync(LiveFrame.Id(Alert, Announcement), cancellationToken);
        }

        await response.Body.WriteAsync(frame.Bytes, cancellationToken);
    }

    /// <summary>Sends what was written.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => response.Body.FlushAsync(cancellationToken);
}
