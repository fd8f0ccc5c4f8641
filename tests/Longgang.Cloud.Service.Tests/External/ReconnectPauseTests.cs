using Longgang.Cloud.Service.Broker.External;

namespace Longgang.Cloud.Service.Tests.External;

public sealed class ReconnectPauseTests
{
    private static readonly TimeSpan Max = TimeSpan.FromSeconds(5);

    [Fact]
    public void Next_FailureAfterFailure_StaysBelowABoundThatDoublesUpToTheLongest()
    {
        var longest = new TimeSpan[8];
        for (int seed = 0; seed < 2000; seed++)
        {
            var pause = new ReconnectPause(Max, new Random(seed));
            for (int i = 0; i < longest.Length; i++)
            {
                longest[i] = TimeSpan.FromTicks(Math.Max(longest[i].Ticks, pause.Next(null).Ticks));
            }
        }

        double[] bounds = [0.5, 1, 2, 4, 5, 5, 5, 5];
        Assert.All(bounds.Zip(longest), pair => Assert.InRange(pair.Second.TotalSeconds, 0.95 * pair.First, pair.First));
    }

    [Fact]
    public void Next_AfterAConnectionThatLived_StartsAnew()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var pause = new ReconnectPause(Max, new Random(seed));
            for (int i = 0; i < 10; i++)
            {
                pause.Next(TimeSpan.FromSeconds(1));
            }

            Assert.InRange(pause.Next(Max), TimeSpan.Zero, Max / 10);
        }
    }
}
