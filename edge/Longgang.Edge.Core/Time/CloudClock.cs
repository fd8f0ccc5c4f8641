using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Time;

/// <summary>
/// The cloud's clock, from the exchanges of the uplink: every status asks, and the cloud's answer names the question (docs/wire.md). Until the first answer the wall clock
/// stands in, if a time source disciplines it.
/// </summary>
/// <param name="stamper">The box's clocks.</param>
public sealed class CloudClock(EventStamper stamper) : ICloudClock
{
    // Asked at most every 2 s: an answer that is later than these has nothing to add.
    private const int Remembered = 16;
    private const long MicrosPerDay = 86_400_000_000;
    private static readonly long Last = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    private static readonly TimeSpan WallClockError = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly Queue<ulong> _asked = new();
    private CloudBounds? _bounds;

    /// <inheritdoc/>
    public event Action? Learned;

    /// <inheritdoc/>
    public CloudTime? Now
    {
        get
        {
            EventStamp stamp;
            CloudBounds? known;
            lock (_gate)
            {
                (stamp, known) = (stamper.Now(), _bounds);
            }

            return known is { } bounds
                ? ToTime(bounds.At(stamp.MonotonicMicros))
                : stamp.Quality == ClockQuality.Synchronized ? new CloudTime(stamp.Wall - WallClockError, stamp.Wall + WallClockError) : null;
        }
    }

    /// <summary>Asks now: the number goes out with the status, <see cref="GatewayStatus.MonotonicUs"/>.</summary>
    public ulong Ask()
    {
        lock (_gate)
        {
            ulong now = Math.Max(1, stamper.Now().MonotonicMicros); // 0 says that nothing was asked
            _asked.Enqueue(now);
            if (_asked.Count > Remembered)
            {
                _ = _asked.Dequeue();
            }

            return now;
        }
    }

    /// <summary>
    /// Takes an answer. Only one to a question of this process counts: a broker may keep the status of an earlier boot, whose monotonic time means nothing here.
    /// The same question may be answered several times, by several replicas.
    /// </summary>
    /// <param name="asked">The question's number.</param>
    /// <param name="cloudUnixMicros">The cloud's clock, microseconds since 1970 UTC.</param>
    public void Answer(ulong asked, long cloudUnixMicros)
    {
        bool better;
        lock (_gate)
        {
            ulong now = stamper.Now().MonotonicMicros;
            if (!_asked.Contains(asked) || now < asked || cloudUnixMicros < 0 || cloudUnixMicros > Last - (366 * MicrosPerDay))
            {
                return;
            }

            var answer = CloudBounds.OfAnswer(asked, now, cloudUnixMicros);
            CloudBounds? before = _bounds?.At(now);
            CloudBounds after = before?.With(answer) ?? answer;
            better = after.EarliestUnixMicros != before?.EarliestUnixMicros || after.LatestUnixMicros != before?.LatestUnixMicros;
            _bounds = after;
        }

        if (better)
        {
            Learned?.Invoke();
        }
    }

    private static CloudTime ToTime(CloudBounds bounds) =>
        new(DateTimeOffset.UnixEpoch.AddMicroseconds(bounds.EarliestUnixMicros), DateTimeOffset.UnixEpoch.AddMicroseconds(bounds.LatestUnixMicros));
}
