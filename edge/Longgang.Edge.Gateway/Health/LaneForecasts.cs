using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Gateway.Health;

/// <summary>Watches both lanes and says hours before one is full.</summary>
internal sealed partial class LaneForecasts(ILane[] lanes, TimeSpan warnBefore, TimeProvider time, ILogger<LaneForecasts> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Watched[] _watched = [.. lanes.Select(lane => new Watched(lane, new LaneForecaster(), new BufferWatch(warnBefore)))];

    /// <summary>The forecast of a lane, from any thread.</summary>
    public LaneForecast Of(Lane lane) => Volatile.Read(ref Array.Find(_watched, w => w.Lane.Kind == lane)!.Last).Forecast;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                foreach (Watched watched in _watched)
                {
                    Look(watched);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private void Look(Watched watched)
    {
        LaneSnapshot snapshot = watched.Lane.Snapshot;
        LaneForecast forecast = watched.Forecaster.Observe(snapshot, time.GetElapsedTime(0));
        Volatile.Write(ref watched.Last, new Shown(forecast));
        switch (watched.Watch.Update(forecast))
        {
            case true:
                LogFilling(logger, watched.Lane.Kind, forecast.FullIn!.Value, snapshot.LiveBytes, snapshot.CapacityBytes);
                break;
            case false:
                LogNotFilling(logger, watched.Lane.Kind);
                break;
            default:
                break;
        }
    }

    [LoggerMessage(4510, LogLevel.Warning, "The {Lane} lane will be full in {FullIn} as things go: it holds {Bytes} of about {Capacity} bytes. Restore the uplink, or raise the lane's LimitBytes")]
    private static partial void LogFilling(ILogger logger, Lane lane, TimeSpan fullIn, long bytes, long capacity);

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
