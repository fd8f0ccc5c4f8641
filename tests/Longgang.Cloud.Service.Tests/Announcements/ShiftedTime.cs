namespace Longgang.Cloud.Service.Tests.Announcements;

/// <summary>The real clock, put forward by the test: a minute after an expiry is now.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
}
