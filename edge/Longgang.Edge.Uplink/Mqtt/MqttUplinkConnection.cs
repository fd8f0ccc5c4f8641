using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Uplink;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Keeps one connection to the broker alive for one lane, for as long as the process runs. Each lane has its own: on a shared one
/// an alert would stand in the socket behind a window full of records.
/// </summary>
internal sealed partial class MqttUplinkConnection(
    MqttUplinkOptions options,
    LaneSender sender,
    StatusPublisher? status,
    CommandSubscriptions? commands,
    Action<ulong, long> clock,
    Action<ReadOnlyMemory<byte>> command,
    ReconnectSchedule schedule,
    Action? connected,
    TimeProvider time,
    UplinkMetrics metrics,
    ILogger logger)
{
    private readonly WakeSignal _retry = new();
    private volatile string? _lastFailure;
    private long _connectedSince;
    private long _failures;
    private long _openedAt;

    public string? LastFailure => _lastFailure;

    public long Failures => Interlocked.Read(ref _failures);

    public DateTimeOffset? ConnectedSince =>
        Interlocked.Read(ref _connectedSince) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public LaneSender Sender => sender;

    /// <summary>Ends a pause before the next attempt: somebody has just found that the broker can be reached.</summary>
    public void Retry() => _retry.Set();

    /// <summary>Connects, sends, connects again, until <paramref name="finish"/> asks for the orderly end.</summary>
    /// <param name="finish">Ends orderly: the final status, where this connection carries it, and DISCONNECT.</param>
    /// <param name="abort">Ends at once.</param>
    public async Task RunAsync(CancellationToken finish, CancellationToken abort)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(finish, abort);
        while (!either.IsCancellationRequested)
        {
            TimeSpan? lived = null;
            try
            {
                using var session = new MqttUplinkSession(options, time, new UplinkHandlers(OnAck, clock, command), logger);
                await session.OpenAsync($"{options.Gateway}/{Topics.LaneName(sender.Kind)}", status?.Will(), either.Token).ConfigureAwait(false);
                _openedAt = time.GetTimestamp();
                Interlocked.Exchange(ref _connectedSince, time.GetUtcNow().UtcTicks);
                LogConnected(sender.Kind, options.Endpoint);
                connected?.Invoke();
                await RunSessionAsync(session, either.Token, abort).ConfigureAwait(false);
                return;
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return;
            }
            catch (UplinkConnectionException e)
            {
                lived = ConnectedSince is null ? null : time.GetElapsedTime(_openedAt);
                _lastFailure = e.Message;
                Interlocked.Increment(ref _failures);
                metrics.Failed();
            }
            finally
            {
                Interlocked.Exchange(ref _connectedSince, 0);
            }

            TimeSpan pause = schedule.Next(lived);
            LogFailed(sender.Kind, _lastFailure!, schedule.Failures, pause);
            try
            {
                _retry.Clear();
                await _retry.WaitAsync(null, pause, time, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (either.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task RunSessionAsync(MqttUplinkSession session, CancellationToken finish, CancellationToken abort)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(finish);
        Task?[] parts = [sender.RunAsync(session, ended.Token), status?.RunAsync(session, ended.Token), commands?.RunAsync(session, ended.Token)];
        Task[] work = [.. parts.OfType<Task>()];
        try
        {
            Task first = await Task.WhenAny([session.Ended, .. work]).ConfigureAwait(false);
            if (!finish.IsCancellationRequested)
            {
                // None of them ends by itself but by failing.
                await first.ConfigureAwait(false);
            }
        }
        finally
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (status is not null)
        {
            await status.PublishFinalAsync(session, abort).ConfigureAwait(false);
        }

        await session.CloseAsync(abort).ConfigureAwait(false);
        LogClosed(sender.Kind);
    }

    private void OnAck(Ack ack)
    {
        if (ack.Lane == sender.Kind)
        {
            sender.Take(ack);
        }
    }
}
