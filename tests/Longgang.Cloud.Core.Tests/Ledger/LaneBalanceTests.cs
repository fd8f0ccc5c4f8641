using CsCheck;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Ledger;

public sealed class LaneBalanceTests
{
    /// <summary>A box and a cloud, simulated: at every moment of every history the honest ledger balances.</summary>
    [Fact]
    public void Of_AnyHonestHistory_AlwaysBalanced() => Gen.Int[0, 5].Array[1, 200].Sample(steps =>
    {
        var held = new SortedSet<long>();
        var stored = new IntervalSet();
        var expired = new IntervalSet();
        long accepted = 0;
        LaneReport? report = null;
        foreach (int step in steps)
        {
            switch (step)
            {
                case 0:
                case 1:
                    held.Add(++accepted);
                    break;
                case 2 when held.Count > 0: // delivered, the acknowledgement still on its way
                    stored.Add(held.Max, held.Max);
                    break;
                case 3: // acknowledged
                    held.RemoveWhere(stored.Contains);
                    break;
                case 4 when held.Count > 0: // expired, and named at once
                    expired.Add(held.Min, held.Min);
                    held.Remove(held.Min);
                    break;
                default:
                    report = new LaneReport(accepted, 0, held.Count, 0, 0, 0, DateTimeOffset.UnixEpoch);
                    break;
            }

            LaneBalance balance = LaneBalance.Of(Books(stored, expired, report));
            Assert.True(balance.Balanced);
            Assert.True(balance.Gaps <= balance.Pending);
            Assert.True(balance.Accepted <= accepted);
        }
    });

    [Theory]
    [InlineData(10, 0, 2)]  // two events that the box believes delivered
    [InlineData(10, 1, 1)]
    [InlineData(10, 2, 0)]
    [InlineData(8, 0, 0)]   // an old report proves nothing about what came after it
    public void Of_Report_CountsWhatIsUnexplained(long accepted, long pending, long unexplained)
    {
        LaneBalance balance = LaneBalance.Of(Books(new IntervalSet([new(1, 8)]), new(), new LaneReport(accepted, 0, pending, 0, 0, 0, DateTimeOffset.UnixEpoch)));

        Assert.Equal((unexplained, unexplained == 0), (balance.Unexplained, balance.Balanced));
    }

    [Fact]
    public void Of_OneNumberInSeveralClasses_CountedOnceStoredFirst()
    {
        LaneBooks books = Books(new IntervalSet([new(1, 5)]), new IntervalSet([new(4, 9)]), null) with { Quarantined = new IntervalSet([new(5, 7)]) };

        LaneBalance balance = LaneBalance.Of(books);

        Assert.Equal((9, 5, 2, 2, 0), (balance.Accepted, balance.Stored, balance.Quarantined, balance.Expired, balance.Pending));
    }

    private static LaneBooks Books(IntervalSet stored, IntervalSet expired, LaneReport? report) => new()
    {
        Gateway = "gw-001",
        Outbox = "00",
        Lane = Lane.Record,
        Stored = stored,
        Expired = expired,
        Quarantined = new IntervalSet(),
        Report = report,
    };
}
