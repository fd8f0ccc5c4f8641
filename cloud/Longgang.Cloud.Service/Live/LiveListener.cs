using System.Threading.Channels;

namespace Longgang.Cloud.Service.Live;

/// <summary>One listener's bounded queue.</summary>
internal sealed class LiveListener(int capacity)
{
    private readonly Channel<LiveFrame> _queue = Channel.CreateBounded<LiveFrame>(new BoundedChannelOptions(capacity) { SingleReader = true });

    public ChannelReader<LiveFrame> Frames => _queue.Reader;

    /// <summary>Hands over a frame; false when the listener is too slow.</summary>
    public bool TrySend(LiveFrame frame) => _queue.Writer.TryWrite(frame);

    /// <summary>Ends the stream after what is queued.</summary>
    public void Complete() => _queue.Writer.TryComplete();
}
