using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Simulation.Tests.Box;
using Longgang.Simulation.Tests.Cloud;

namespace Longgang.Simulation.Tests.World;

/// <summary>
/// A box with its devices, a network and a cloud under one clock and one seed, in one thread. First everything goes wrong that can, then all is well
/// and everything pending has to arrive.
/// </summary>
internal sealed class SimWorld : IDisposable
{
    internal const string Gateway = "gw-1";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(30);
    private readonly ulong _seed;
    private bool _damages;

    internal SimWorld(ulong seed, SimDatabase database)
    {
        _seed = seed;
        Random = new Random((int)(seed % int.MaxValue));
        Agenda = new Agenda(Clock);
        Network = new SimNetwork(this);
        Cloud = new SimCloud(this, database);
        Box = new SimBox(this);
        Devices = [.. Enumerable.Range(1, 1 + Random.Next(3)).Select(number => new SimDevice(this, $"d{number}", 1 + Random.Next(8)))];
    }

    internal static PersonKey People { get; } = PersonKey.Parse(Convert.ToBase64String(new byte[32]));

    internal SimClock Clock { get; } = new();

    internal Random Random { get; }

    internal Agenda Agenda { get; }

    internal SimNetwork Network { get; }

    internal SimCloud Cloud { get; }

    internal SimBox Box { get; }

    internal SimTruth Truth { get; } = new();

    internal IReadOnlyList<SimDevice> Devices { get; }

    /// <summary>Faults have stopped.</summary>
    internal bool IsCalm { get; private set; }

    /// <summary>Longest sync, microseconds.</summary>
    internal int SlowDisk { get; private set; } = 3000;

    public void Dispose() => Cloud.Dispose();

    /// <summary>A short while.</summary>
    internal TimeSpan Short(int microseconds = 1000) => TimeSpan.FromMicroseconds(1 + Random.Next(microseconds));

    internal OutboxId Mint()
    {
        Span<byte> bytes = stackalloc byte[16];
        Random.NextBytes(bytes);
        return OutboxId.FromBytes(bytes);
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="ViolationException">A guarantee did not hold.</exception>
    internal void Run()
    {
        Agenda.After(TimeSpan.Zero, Box.Start);
        TimeSpan chaos = TimeSpan.FromSeconds(3 + Random.Next(25));
        int scans = 10 + Random.Next(70);
        for (int scan = 0; scan < scans; scan++)
        {
            SimDevice device = Devices[Random.Next(Devices.Count)];
            Agenda.After(chaos * Random.NextDouble(), device.Scan);
        }

        _damages = Random.Next(8) == 0;
        int faults = Random.Next(14);
        for (int fault = 0; fault < faults; fault++)
        {
            Agenda.After(chaos * Random.NextDouble(), Fault);
        }

        bool over = false;
        Agenda.After(chaos, () => over = true);
        while (!over && Agenda.Next())
        {
        }

        Calm();
        TimeSpan deadline = Clock.Now + Patience;
        while (!IsDone)
        {
            if (!Agenda.Next() || Clock.Now > deadline)
            {
                throw new ViolationException($"nothing is wrong any more, and after {Patience} it is not drained: {Describe()}");
            }
        }

        Truth.CheckEnd(Cloud.Database);
    }

    /// <summary>What came of it; the same for every run of a seed.</summary>
    internal string Fingerprint => $"{Clock.Now} {Agenda.Count} {Box.Lives} {Truth.AcknowledgedCount} {Random.Next()}";

    private bool IsDone => Devices.All(static device => device.IsDone) && Box.Life is { IsOver: false, IsDrained: true };

    private void Calm()
    {
        IsCalm = true;
        Network.Calm();
        Cloud.FailureRate = 0;
        foreach (Disk.SimDisk disk in new[] { Box.RecordDisk, Box.AlertDisk })
        {
            (disk.IsFull, disk.ErrorRate) = (false, 0);
        }

        // The last life may still carry its death in it.
        Box.Kill();

        // It is over with one new connection, and that the box has to make by itself.
        if (Random.Next(8) == 0)
        {
            Agenda.After(TimeSpan.FromMilliseconds(Random.Next(2000)), Deafen);
        }
    }

    private void Fault()
    {
        Disk.SimDisk disk = Random.Next(3) == 0 ? Box.AlertDisk : Box.RecordDisk;
        TimeSpan length = TimeSpan.FromMilliseconds(Random.Next(8000));
        switch (Random.Next(_damages ? 16 : 13))
        {
            case 0 or 1:
                Box.Kill();
                break;
            case 2:
                Cloud.Kill();
                break;
            case 3:
                disk.IsFull = true;
                Agenda.After(length, () => disk.IsFull = false);
                break;
            case 4:
                disk.ErrorRate = Random.NextDouble() * 0.2;
                Agenda.After(length, () => disk.ErrorRate = 0);
                break;
            case 5:
                Network.IsUpCut = true;
                Agenda.After(length, () => Network.IsUpCut = false);
                break;
            case 6:
                Network.IsDownCut = true;
                Agenda.After(length, () => Network.IsDownCut = false);
                break;
            case 7:
                Box.Life?.Uplink(Random.Next(2) == 0 ? Lane.Alert : Lane.Record).Cut();
                break;
            case 8:
                (Network.DropRate, Network.RepeatRate, Network.FlipRate, Network.Delay) =
                    (Random.NextDouble() * 0.5, Random.NextDouble() * 0.5, Random.NextDouble() * 0.1, 1 + Random.Next(2000));
                Agenda.After(length, Network.Calm);
                break;
            case 9:
                Cloud.FailureRate = Random.NextDouble() * 0.2;
                Agenda.After(length, () => Cloud.FailureRate = 0);
                break;
            case 10:
                Clock.Jump(TimeSpan.FromDays((Random.NextDouble() - 0.5) * 20 * 365));
                break;
            case 11:
                Deafen();
                break;
            case >= 13:
                Truth.IsDamaged |= disk.Flip();
                break;
            default:
                SlowDisk = 1000 + Random.Next(500_000);
                Agenda.After(length, () => SlowDisk = 3000);
                break;
        }
    }

    private void Deafen() => Box.Life?.Uplink(Random.Next(2) == 0 ? Lane.Alert : Lane.Record).Deafen();

    private string Describe() =>
        $"seed {_seed}, life {Box.Lives}, records {Box.Life?.Records.Snapshot}, alerts {Box.Life?.Alerts.Snapshot}, devices done {Devices.Count(static device => device.IsDone)} of {Devices.Count}";
}
