using CsCheck;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Tests.Core;

public sealed class ReconnectScheduleTests
{
    private static ReconnectSchedule Create(int seed) =>
        new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(30), new Random(seed));

    [Fact]
    public void Next_AnyFailures_StaysBelowTheDoublingBound() =>
        Gen.Select(Gen.Int, Gen.Int[1, 200]).Sample((seed, failures) =>
        {
            ReconnectSchedule schedule = Create(seed);
            for (int i = 0; i < failures; i++)
            {
                TimeSpan bound = TimeSpan.FromSeconds(Math.Min(60, Math.Pow(2, Math.Min(i, 20))));
                Assert.Equal(bound, schedule.Bound);
                Assert.InRange(schedule.Next(null), TimeSpan.Zero, bound);
            }
        });

    [Fact]
    public void Next_AfterStableConnection_StartsAnew()
    {
        ReconnectSchedule schedule = Create(1);
        for (int i = 0; i < 10; i++)
        {
            schedule.Next(null);
        }

        Assert.InRange(schedule.Next(TimeSpan.FromSeconds(31)), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal(1, schedule.Failures);
    }

    [Fact]
    public void Next_AfterShortConnection_KeepsBackingOff()
    {
        ReconnectSchedule schedule = Create(1);
        for (int i = 0; i < 10; i++)
        {
            schedule.Next(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(60), schedule.Bound);
    }

    [Fact]
    public void Next_ThousandBoxes_SpreadOverTheWholeInterval()
    {
        // Full jitter: after a broker restart no tenth of the interval may see much more than a tenth of the boxes.
        int[] tenths = new int[10];
        for (int seed = 0; seed < 1000; seed++)
        {
            ReconnectSchedule schedule = Create(seed);
            for (int i = 0; i < 6; i++)
            {
                schedule.Next(null);
            }

            tenths[(int)Math.Min(9, schedule.Next(null).TotalSeconds / 6)]++;
        }

        Assert.All(tenths, count => Assert.InRange(count, 50, 200));
    }
}
