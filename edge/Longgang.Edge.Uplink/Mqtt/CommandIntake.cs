using System.Threading.Channels;
using Longgang.Contracts.Commands;
using Longgang.Edge.Core.Announcements;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Hands commands to the sink beside the connection: until one is durable, acknowledgements must not wait behind it. The broker has its PUBACK at once, for nothing leans on it: what is
/// lost between here and the inbox was not answered, and the cloud tells it again.
/// </summary>
internal sealed partial class CommandIntake(ICommandSink sink, ILogger logger)
{
    private const int Capacity = 64;

    private readonly Channel<ReadOnlyMemory<byte>> _queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(
        new BoundedChannelOptions(Capacity) { SingleReader = true });

    /// <summary>Takes what came from the broker. Never blocks.</summary>
    public void Post(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length > CommandReader.MaxBytes)
        {
            LogTooLarge(payload.Length, CommandReader.MaxBytes);
        }
        else if (!_queue.Writer.TryWrite(payload))
        {
            LogOverrun(Capacity);
        }
    }

    /// <summary>Hands over, one after the other, until the token ends it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (ReadOnlyMemory<byte> payload in _queue.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    await sink.TakeAsync(payload, cancellationToken).ConfigureAwait(false);
                }
                catch (IOException e)
                {
                    LogNotKept(e.Message);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopping. What waits was not answered.
        }
    }

    [LoggerMessage(4060, LogLevel.Warning, "A command of {Bytes} bytes is not taken: more than {Most} are not possible")]
    private partial void LogTooLarge(int bytes, int most);

    [LoggerMessage(4061, LogLevel.Warning, "More than {Capacity} commands wait for the inbox; one more is dropped, and the cloud will tell it again")]
    private partial void LogOverrun(int capacity);

    [LoggerMessage(4062, LogLevel.Error, "A command could not be kept, the cloud will tell it again: {Reason}")]
    private partial void LogNotKept(string reason);
}
