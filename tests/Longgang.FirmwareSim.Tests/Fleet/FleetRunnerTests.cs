using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Tests.Mqtt;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Tests.Fleet;

public sealed class FleetRunnerTests
{
    [Fact]
    public async Task Run_AgainstARealBroker_EveryArrivalIsInTheTruth()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lgsim-fleet-");
        string plan = Path.Combine(folder.FullName, "plan.json");
        string truth = Path.Combine(folder.FullName, "truth.log");
        FleetPlanner.Plan(50, [new GatewayPlan("gw-001", broker.EndPoint.ToString(), null)], 0, 0.5).Save(plan);
        var options = new FleetOptions { PlanFile = plan, TruthFile = truth, Rate = 400, Length = TimeSpan.FromSeconds(1.5) };
        FleetProgress last = await new FleetRunner(options, TimeProvider.System, _ => { }).RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal("finished", last.Phase);
        Assert.InRange(last.Arrived, 400, 800);
        Assert.Equal((last.Arrived, 0, 0), (last.Kept, last.Buffered, last.Dropped));
        var table = new TruthTable();
        using (var tail = new TruthTail(truth))
        {
            tail.ReadInto(table);
        }

        Assert.Equal(last.Kept, table.Accepted);
        folder.Delete(recursive: true);
    }
}
