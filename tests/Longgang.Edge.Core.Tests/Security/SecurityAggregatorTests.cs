using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Security;

namespace Longgang.Edge.Core.Tests.Security;

public sealed class SecurityAggregatorTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void Report_Hammering_IsOneAtOnceAndThenACountAMinute()
    {
        var aggregator = new SecurityAggregator(Minute, 10);
        Assert.Equal(1U, aggregator.Report(SecurityKind.LoginFailed, "d", "x", TimeSpan.Zero)!.Count);
        for (int n = 0; n < 1000; n++)
        {
            Assert.Null(aggregator.Report(SecurityKind.LoginFailed, "d", "x", TimeSpan.FromSeconds(1)));
        }

        Assert.NotNull(aggregator.Report(SecurityKind.LoginFailed, "other", "x", TimeSpan.FromSeconds(1)));
        Assert.Empty(aggregator.Due(TimeSpan.FromSeconds(59)));
        Assert.Equal(1000U, Assert.Single(aggregator.Due(Minute)).Count);
        Assert.Empty(aggregator.Due(Minute * 2.5));
        Assert.NotNull(aggregator.Report(SecurityKind.LoginFailed, "d", "x", Minute * 3)); // it had stopped: news again
    }

    [Fact]
    public void Report_ManyDevices_StaysBounded()
    {
        var aggregator = new SecurityAggregator(Minute, 10);
        int reported = Enumerable.Range(0, 1000).Count(n => aggregator.Report(SecurityKind.UnknownDevice, $"d{n}", "x", TimeSpan.Zero) is not null);
        Assert.Equal(11, reported);
        Assert.Equal(989U, aggregator.Due(Minute).Sum(incident => (long)incident.Count));
    }
}
