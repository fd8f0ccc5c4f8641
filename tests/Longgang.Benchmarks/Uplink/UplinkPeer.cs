using Longgang.Benchmarks.Drain;
using Longgang.Benchmarks.Lan;
using Longgang.TestKit;

namespace Longgang.Benchmarks.Uplink;

/// <summary>A bridge of mosquitto that forwards messages of a batch's size.</summary>
internal static class UplinkPeer
{
    /// <summary>Queues the messages while the uplink is down and sends them.</summary>
    /// <param name="site">A folder and a port.</param>
    /// <param name="like">What ours sent: the messages are as large, and stand for as many events.</param>
    /// <param name="messages">How many.</param>
    /// <param name="delay">Delay of the uplink in each direction.</param>
    public static async Task<UplinkRun> RunAsync(LanSite site, UplinkRun like, int messages, TimeSpan delay)
    {
        await using MosquittoBridgeStage stage = await MosquittoBridgeStage.CreateAsync(site, null, delay);
        await using ProductProcess box = stage.StartBox();
        await new DrainLoad(site.Port, [new DeviceLogin("box", "")], messages, payloadBytes: like.MessageBytes).Start(Task.CompletedTask).Done.WaitAsync(TimeSpan.FromMinutes(5));
        stage.Uplink.Open();
        double rate = await Arrival.WatchAsync(stage, messages);
        await box.KillAsync();
        return new UplinkRun(
            rate * like.MessageEvents,
            rate * stage.Uplink.BytesUp / messages,
            (int)(stage.Uplink.BytesUp / messages),
            like.MessageEvents,
            messages - stage.FarEnd.Count());
    }
}
