using Microsoft.Extensions.Time.Testing;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>A machine's clocks: the wall clock can be set, monotonic time and timers know nothing of it.</summary>
internal sealed class SettableClock(DateTimeOffset start) : TimeProvider
{
    private readonly FakeTimeProvider _inner = new(start);
    private TimeSpan _set;

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public void Advance(TimeSpan span) => _inner.Advance(span);

    /// <summary>Somebody sets the wall clock.</summary>
    public void Set(TimeSpan by) => _set += by;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow() + _set;

    public override long GetTimestamp() => _inner.GetTimestamp() - start.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => _inner.CreateTimer(callback, state, dueTime, period);
}
