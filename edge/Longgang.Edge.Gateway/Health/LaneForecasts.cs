using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Gateway.Health;

/// <summary>Watches both lanes and raises an alert hours before one is full.</summary>
internal sealed partial class LaneForecasts(ILane[] lanes, TimeSpan warnBefore, BufferAlerts alerts, TimeProvider time, ILogger<LaneForecasts> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Watched[] _watched = [.. lanes.Select(lane => new Watched(lane, new LaneForecaster(), new BufferWatch(warnBefore, alerts.Recall(lane.Kind))))];

    /// <summary>The forecast of a lane, from any thread.</summary>
    public LaneForecast Of(Lane lane) => Volatile.Read(ref Array.Find(_watched, w => w.Lane.Kind == lane)!.Last).Forecast;

    /// <summary>Looks at each lane.</summary>
    internal async Task LookAsync()
    {
        foreach (Watched watched in _watched)
        {
            await LookAsync(watched).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await LookAsync().ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task LookAsync(Watched watched)
    {
        LaneSnapshot snapshot = watched.Lane.Snapshot;
        TimeSpan now = time.GetElapsedTime(0);
        LaneForecast forecast = watched.Forecaster.Observe(snapshot, now);
        Volatile.Write(ref watched.Last, new Shown(forecast));
        BufferState before = watched.Watch.State;
        if (watched.Watch.Update(forecast, snapshot, now) is not { } stage)
        {
            return;
        }

        if (!await alerts.RaiseAsync(watched.Lane, watched.Watch.State, forecast, repeat: before.Worst != BufferStage.Ample).ConfigureAwait(false))
        {
            watched.Watch.State = before;
        }
        else if (stage == BufferStage.Ample)
        {
            LogNotFilling(logger, watched.Lane.Kind);
        }
        else
        {
            LogFilling(logger, watched.Lane.Kind, stage, forecast.FullIn, snapshot.LiveBytes, snapshot.CapacityBytes);
        }
    }

    [LoggerMessage(4510, LogLevel.Warning, "The {Lane} lane is filling up ({Stage}), as things go it will be full in {FullIn}: it holds {Bytes} of about {Capacity} bytes. Restore the uplink, or raise the lane's LimitBytes")]
    private static partial void LogFilling(ILogger logger, Lane lane, BufferStage stage, TimeSpan? fullIn, long bytes, long capacity);

    [LoggerMessage(4511, LogLevel.Information, "The {Lane} lane is no longer about to be full")]
    private static partial void LogNotFilling(ILogger logger, Lane lane);

    private sealed record Shown(LaneForecast Forecast);

    private sealed class Watched(ILane lane, LaneForecaster forecaster, BufferWatch watch)
    {
        public Shown Last = new(default);

        public ILane Lane { get; } = lane;

        public LaneForecaster Forecaster { get; } = forecaster;

        public BufferWatch Watch { get; } = watch;
    }
}
