using System.Threading.Channels;
using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Rings when anything of any announcement was committed, here or on another replica.</summary>
public sealed class AnnouncementBell : IAnnouncementChangeListener
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public void OnAnnouncementsCommitted(long lastChange) => Ring();

    /// <summary>Rings it by hand.</summary>
    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits until it rings, or a time has passed.</summary>
    /// <returns>Whether it has rung.</returns>
    public async Task<bool> WaitAsync(TimeSpan most, TimeProvider time, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        try
        {
            return await _rung.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
