using System.Globalization;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Alerts;

/// <summary>The alert of a lane that is about to be full. One episode is one alert with one id, also across restarts; what gets worse repeats it.</summary>
public static class BufferAlert
{
    /// <summary>Makes it.</summary>
    /// <param name="gateway">The box's id.</param>
    /// <param name="lane">Which lane.</param>
    /// <param name="state">The episode, and how bad it is.</param>
    /// <param name="forecast">When it will be full.</param>
    /// <param name="snapshot">What it holds.</param>
    /// <param name="repeat">Not the first of the episode.</param>
    public static Alert Of(string gateway, Lane lane, BufferState state, LaneForecast forecast, LaneSnapshot snapshot, bool repeat)
    {
        string name = Topics.LaneName(lane);
        return new Alert
        {
            Id = AlertIdentity.ToBytes(AlertIdentity.Of(gateway, 0, state.Episode, AlertCategory.Buffer, $"{name}/{state.Outbox}")),
            Category = AlertCategory.Buffer,
            Severity = state.Worst switch
            {
                BufferStage.Full => Severity.Red,
                BufferStage.VerySoon => Severity.Orange,
                _ => Severity.Yellow,
            },
            Detail = Detail(name, state.Worst, forecast, snapshot),
            Repeat = repeat,
        };
    }

    private static string Detail(string lane, BufferStage stage, LaneForecast forecast, LaneSnapshot snapshot)
    {
        string full = stage == BufferStage.Full
            ? "full=yes"
            : string.Create(CultureInfo.InvariantCulture, $"full-in-s={(long)(forecast.FullIn ?? TimeSpan.Zero).TotalSeconds}");
        return string.Create(CultureInfo.InvariantCulture, $"lane={lane} {full} bytes={snapshot.LiveBytes} capacity={snapshot.CapacityBytes}");
    }
}
