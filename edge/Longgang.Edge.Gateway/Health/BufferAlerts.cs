using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Gateway.Health;

/// <summary>Raises the alert of a lane that fills up, by the alert lane, whichever lane it is.</summary>
internal sealed partial class BufferAlerts(
    string gateway, ILane alerts, EventStamper stamper, BufferMemory memory, EdgeMeter meter, ILogger<BufferAlerts> logger)
{
    /// <summary>What the last process knew of a lane.</summary>
    public BufferState? Recall(Lane lane) => memory.Recall(lane);

    /// <summary>Raises it, or raises it again because it has got worse; when the episode is over, only remembers that.</summary>
    /// <returns>False: it could not be kept now and is to be tried again.</returns>
    public async Task<bool> RaiseAsync(ILane lane, BufferState state, LaneForecast forecast, bool repeat)
    {
        if (state.Worst != BufferStage.Ample)
        {
            Alert alert = BufferAlert.Of(gateway, lane.Kind, state, forecast, lane.Snapshot, repeat);
            try
            {
                await alerts.AppendAsync(new Event { Time = stamper.Now().ToEventTime(null), Alert = alert }, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is LaneFullException or LaneFaultedException)
            {
                LogPostponed(logger, lane.Kind, e.Message);
                return false;
            }

            meter.Alert(alert.Category, repeat);
        }

        try
        {
            memory.Save(lane.Kind, state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogNotSaved(logger, lane.Kind, e.Message); // the alert is durable; at worst a successor repeats it under the same id
        }

        return true;
    }

    [LoggerMessage(4512, LogLevel.Warning, "The alert of the filling {Lane} lane cannot be kept yet and is tried again: {Why}")]
    private static partial void LogPostponed(ILogger logger, Lane lane, string why);

    [LoggerMessage(4513, LogLevel.Warning, "The episode of the filling {Lane} lane cannot be saved: {Why} Should the process end before the next one, the alert is repeated")]
    private static partial void LogNotSaved(ILogger logger, Lane lane, string why);
}
