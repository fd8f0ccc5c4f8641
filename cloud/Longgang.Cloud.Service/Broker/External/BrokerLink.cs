using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>Keeps one connection to the external broker alive, and a piece of work running over it.</summary>
/// <param name="role">What it is for; the last part of its client id.</param>
/// <param name="filters">What it subscribes to.</param>
/// <param name="work">Runs over each connection; ends only by its token or with an exception.</param>
/// <param name="options">The broker.</param>
/// <param name="pause">Schedule of reconnecting.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Where to say what happens.</param>
internal sealed partial class BrokerLink(
    string role,
    IReadOnlyList<string> filters,
    Func<BrokerSession, CancellationToken, Task> work,
    IOptions<BrokerOptions> options,
    ReconnectPause pause,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(2);

    private volatile string? _problem = "not connected yet";
    private long _failures;
    private long _shed;

    /// <summary>Why it is not connected; null while it is.</summary>
    public string? Problem => _problem;

    /// <summary>Connections that broke or did not come about.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Messages for which there was no room.</summary>
    public long Shed => Interlocked.Read(ref _shed);

    /// <summary>Connects, works, connects again, until the token ends it in order.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        ExternalBrokerOptions external = options.Value.External;
        string clientId = $"{external.ClientId}/{role}";
        while (!stop.IsCancellationRequested)
        {
            long? opened = null;
            TimeSpan wait;
            try
            {
                using var session = new BrokerSession(external, OnShed, time);
                await session.OpenAsync(clientId, options.Value.MaxPacketBytes, filters, stop);
                opened = time.GetTimestamp();
                _problem = null;
                LogConnected(role, external.Host, external.Port, clientId);
                await WorkAsync(session, stop);
                return;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (BrokerConnectionException e)
            {
                _problem = $"broker {external.Host}:{external.Port}, {role}: {e.Message}";
                Interlocked.Increment(ref _failures);
                wait = pause.Next(opened is { } at ? time.GetElapsedTime(at) : null);
                LogFailed(role, external.Host, external.Port, e.Message, wait);
            }

            try
            {
                await Task.Delay(wait, time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WorkAsync(BrokerSession session, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task running = work(session, ended.Token);
        Task first = await Task.WhenAny(session.Ended, running);
        await ended.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.Exception?.InnerExceptions.FirstOrDefault(e => e is not BrokerConnectionException) is { } fault)
        {
            // A fault of ours must not hide behind the end of the connection.
            ExceptionDispatchInfo.Throw(fault);
        }

        if (stop.IsCancellationRequested)
        {
            using var soon = new CancellationTokenSource(GoodbyeTimeout, time);
            await session.CloseAsync(soon.Token);
        }

        await first;
    }

    private void OnShed()
    {
        if (Interlocked.Increment(ref _shed) == 1)
        {
            LogShed(role, options.Value.External.MaxHeldBytes);
        }
    }

    [LoggerMessage(5020, LogLevel.Information, "The {Role} connection to the broker {Host}:{Port} stands, as {ClientId}")]
    private partial void LogConnected(string role, string host, int port, string clientId);

    [LoggerMessage(5021, LogLevel.Warning, "The {Role} connection to the broker {Host}:{Port}: {Problem}. The next attempt follows in {Pause}")]
    private partial void LogFailed(string role, string host, int port, string problem, TimeSpan pause);

    [LoggerMessage(5025, LogLevel.Warning, "The {Role} connection brings more than the store takes: beyond {Bytes} bytes messages are shed, and counted as broker_shed_messages. Their boxes send them again")]
    private partial void LogShed(string role, int bytes);
}
