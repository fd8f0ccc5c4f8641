using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers.Bare;
using Longgang.FirmwareSim.Tests.Mqtt;

namespace Longgang.FirmwareSim.Tests.Speakers.Bare;

public sealed class BareFanoutTests
{
    [Theory]
    [InlineData(FanoutMessage.EachSpeaker, 300)]
    [InlineData(FanoutMessage.EachArea, 119)]
    public async Task Run_OnAPlainBroker_HearsEverySpeakerOnce(FanoutMessage message, int messages)
    {
        await using Mosquitto broker = await Mosquitto.StartAsync("allow_anonymous true\nmax_inflight_messages 0\nmax_queued_messages 0");
        FleetPlan plan = SpeakerPlanner.WithSpeakers(new FleetPlan([new GatewayPlan("gw-001", "127.0.0.1:1", null)], []), new SpeakerPlanOptions { Count = 300 });
        await using BareFanout fanout = await BareFanout.OpenAsync(broker.EndPoint, plan.Speakers!, 800, TimeProvider.System, TestContext.Current.CancellationToken);
        for (int run = 0; run < 3; run++)
        {
            FanoutResult result = await fanout.RunAsync(message, "请全体居民留在家中", TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            Assert.True(result.Complete);
            Assert.Equal((messages, 300, 300, 0), (result.Messages, result.Speakers, result.Started, result.Doubled));
            Assert.Equal(300, result.StartedMs.Count);
        }
    }
}
