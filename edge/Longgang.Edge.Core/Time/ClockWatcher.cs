using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Time;

/// <summary>Looks at the clocks every second and sends what <see cref="ClockWatch"/> finds by the alert lane.</summary>
/// <param name="alerts">The alert lane.</param>
/// <param name="stamper">Stamps the corrections, as it does every event.</param>
/// <param name="memory">What a process of the same boot knew before this one.</param>
/// <param name="time">The box's clocks.</param>
/// <param name="logger">Where jumps are named.</param>
public sealed partial class ClockWatcher(ILane alerts, EventStamper stamper, ClockMemory memory, TimeProvider time, ILogger<ClockWatcher> logger)
    : BackgroundService
{
    /// <summary>How often it looks. What is stamped between a jump and the next look counts to the time before it.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private ClockState _state = memory.Recalled;
    private ClockState? _saved;
    private string? _problem;

    /// <inheritdoc/>
    /// <remarks>The first look comes before anything is accepted: a successor in this boot must know that there was a clock not to be trusted.</remarks>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync().ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        Save();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await LookAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync()
    {
        (ClockPoint now, ClockQuality quality) = stamper.Look();
        ClockChange change = ClockWatch.Next(_state, now, quality);
        if (change.Correction is { } correction && !await SendAsync(correction).ConfigureAwait(false))
        {
            return; // the state stays as it was, so that the next look comes to a correction again
        }

        if (_state.Last is { } last && Math.Abs(now.Delta - last.Delta) > ClockWatch.Tolerance.TotalMicroseconds)
        {
            LogJumped(logger, TimeSpan.FromMicroseconds((double)(now.Delta - last.Delta)), quality);
        }

        _state = change.State;
        if (change.Correction is not null || _saved is null || _saved.Lost != _state.Lost || _saved.Disturbed != _state.Disturbed)
        {
            Save();
        }
    }

    private async Task<bool> SendAsync(ClockCorrection correction)
    {
        try
        {
            await alerts.AppendAsync(
                new Event { Time = stamper.Now().ToEventTime(null), ClockCorrection = correction }, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LaneFullException or LaneFaultedException)
        {
            LogPostponed(logger, e.Message);
            return false;
        }

        LogCorrected(
            logger,
            TimeSpan.FromMicroseconds((double)(correction.ToMonotonicUs - correction.FromMonotonicUs)),
            correction.Before,
            TimeSpan.FromMicroseconds((double)correction.StepUs));
        return true;
    }

    private void Save()
    {
        try
        {
            memory.Save(_state);
            _saved = _state;
            _problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Tried again every second; said once.
            if (_problem != e.Message)
            {
                _problem = e.Message;
                LogNotSaved(logger, e.Message);
            }
        }
    }
}
