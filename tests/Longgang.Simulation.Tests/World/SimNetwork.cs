using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;

namespace Longgang.Simulation.Tests.World;

/// <summary>Between box and cloud: it delays, drops, repeats, reorders and damages, and it may let through one direction only.</summary>
internal sealed class SimNetwork(SimWorld world)
{
    internal double DropRate { get; set; }

    internal double RepeatRate { get; set; }

    internal double FlipRate { get; set; }

    /// <summary>Milliseconds.</summary>
    internal int Delay { get; set; } = 20;

    /// <summary>Nothing gets up.</summary>
    internal bool IsUpCut { get; set; }

    /// <summary>Nothing gets down: the box sends into a connection that nobody answers on.</summary>
    internal bool IsDownCut { get; set; }

    internal void Calm()
    {
        (DropRate, RepeatRate, FlipRate, Delay) = (0, 0, 0, 20);
        (IsUpCut, IsDownCut) = (false, false);
    }

    internal void Send(Lane lane, StoredBatch batch)
    {
        if (IsUpCut || world.Random.NextDouble() < DropRate)
        {
            return;
        }

        byte[] payload = batch.Payload.ToArray();
        if (world.Random.NextDouble() < FlipRate)
        {
            payload[world.Random.Next(payload.Length)] ^= (byte)(1 << world.Random.Next(8));
        }

        var identity = new BatchIdentity(batch.Outbox.Value, lane, (long)batch.FirstSequence, batch.Count);
        int times = world.Random.NextDouble() < RepeatRate ? 2 : 1;
        for (int time = 0; time < times; time++)
        {
            world.Agenda.After(Latency(), () => world.Cloud.Receive(lane, payload, batch.Crc32C, identity));
        }
    }

    internal void Answer(Lane lane, Ack ack)
    {
        if (IsDownCut || world.Random.NextDouble() < DropRate)
        {
            return;
        }

        int times = world.Random.NextDouble() < RepeatRate ? 2 : 1;
        for (int time = 0; time < times; time++)
        {
            world.Agenda.After(Latency(), () => world.Box.Life?.Uplink(lane).Hear(ack));
        }
    }

    private TimeSpan Latency() => TimeSpan.FromMilliseconds(1 + world.Random.Next(Delay));
}
