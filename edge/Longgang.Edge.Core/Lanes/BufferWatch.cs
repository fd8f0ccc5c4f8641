namespace Longgang.Edge.Core.Lanes;

/// <summary>
/// Decides when a filling lane is worth an alert, when the alert gets worse, and when the episode is over. Pure: the caller brings a clock that
/// does not jump. A lane at the edge is one episode, not many: within one the stage only rises, and it is over when it has been clearly over for a while.
/// </summary>
/// <param name="warnBefore">How long before the lane is full.</param>
/// <param name="state">What was known when the last process ended, or null.</param>
public sealed class BufferWatch(TimeSpan warnBefore, BufferState? state = null)
{
    /// <summary>How long it must be clearly over.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(10);

    private readonly TimeSpan _verySoon = TimeSpan.FromTicks(Math.Min(warnBefore.Ticks / 6, TimeSpan.TicksPerHour));
    private ulong? _expired;
    private TimeSpan? _calmSince;

    /// <summary>What is known. A caller that fails to raise the alert puts the earlier state back, and the next forecast raises it again.</summary>
    public BufferState State { get; set; } = state ?? new BufferState("", 0, BufferStage.Ample);

    /// <summary>Takes in how the lane is.</summary>
    /// <param name="forecast">Its forecast.</param>
    /// <param name="snapshot">Its figures.</param>
    /// <param name="now">Monotonic; any origin.</param>
    /// <returns>The stage that is to be raised. Ample: the episode is over. Null: nothing has changed.</returns>
    public BufferStage? Update(LaneForecast forecast, LaneSnapshot snapshot, TimeSpan now)
    {
        string outbox = snapshot.Outbox.ToString();
        if (State.Outbox != outbox)
        {
            State = new BufferState(outbox, 0, BufferStage.Ample);
        }

        bool full = snapshot.IsFull || snapshot.Expired > _expired;
        _expired = snapshot.Expired;
        BufferStage stage = full ? BufferStage.Full
            : forecast.FullIn is not { } fullIn ? BufferStage.Ample
            : fullIn <= _verySoon ? BufferStage.VerySoon
            : fullIn <= warnBefore ? BufferStage.Soon
            : BufferStage.Ample;
        if (stage > State.Worst)
        {
            _calmSince = null;
            State = State with { Episode = State.Episode + (State.Worst == BufferStage.Ample ? 1UL : 0), Worst = stage };
            return stage;
        }

        // Half as long again; and a lane that was watched for too short a time says nothing, which is not calm.
        bool calm = !full && forecast.BytesPerSecond is not null && (forecast.FullIn is not { } later || later > 1.5 * warnBefore);
        _calmSince = calm ? _calmSince ?? now : null;
        if (State.Worst == BufferStage.Ample || now - _calmSince is not { } quiet || quiet < Calm)
        {
            return null;
        }

        State = State with { Worst = BufferStage.Ample };
        return BufferStage.Ample;
    }
}
