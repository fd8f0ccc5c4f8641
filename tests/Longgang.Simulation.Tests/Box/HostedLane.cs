using System.Diagnostics.CodeAnalysis;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox;
using Longgang.Edge.Outbox.Appending;
using Longgang.Edge.Outbox.Hosting;
using Longgang.Simulation.Tests.Disk;
using Longgang.Simulation.Tests.World;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Simulation.Tests.Box;

/// <summary>A lane that gets its turns from the world, in one life of the box.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The stepped writer holds nothing.")]
internal sealed class HostedLane : ILaneHost
{
    private const int MostTurns = 64;
    private readonly SimWorld _world;
    private readonly SimLife _life;
    private readonly SimDisk _disk;
    private readonly Queue<IThreadPoolWorkItem> _outcomes = new();
    private SteppedCommitWriter? _writer;
    private TimeSpan _sleeps;
    private bool _asleep;
    private TimeSpan _paused;
    private int _generation;

    internal HostedLane(SimWorld world, SimLife life, SimDisk disk, LaneOptions options)
    {
        _world = world;
        _life = life;
        _disk = disk;
        Lane = OutboxLane.OpenHosted(options, disk, this, world.Clock, NullLogger.Instance);
        Soon();
    }

    internal OutboxLane Lane { get; }

    public CommitWriter CreateWriter(string name, ManualResetEventSlim wakeOwner, Action<LaneCommit> durable) =>
        _writer = new SteppedCommitWriter(durable, () => _world.Agenda.After(_world.Short(_world.SlowDisk), () =>
        {
            if (!_life.IsOver)
            {
                _writer!.Step();
                Soon();
            }
        }));

    public void Sleep(ManualResetEventSlim wake, TimeSpan longest)
    {
        _sleeps = longest;
        _asleep = true;
    }

    public void Pause(ManualResetEventSlim stop, TimeSpan time)
    {
        if (_life.IsOver || (_paused += time) > TimeSpan.FromMinutes(1))
        {
            throw new LifeEndedException();
        }

        _world.Clock.Now += time;
        if (_world.Random.Next(3) == 0)
        {
            _disk.ErrorRate = 0;
        }
    }

    public void Dispatch(IThreadPoolWorkItem outcome)
    {
        _outcomes.Enqueue(outcome);
        if (_outcomes.Count == 1)
        {
            _world.Agenda.After(_world.Short(), Tell);
        }
    }

    /// <summary>Something has happened that the lane should look at.</summary>
    internal void Soon() => At(_world.Short());

    private void At(TimeSpan delay)
    {
        int generation = ++_generation;
        _world.Agenda.After(delay, () =>
        {
            if (generation == _generation && !_life.IsOver)
            {
                Run();
            }
        });
    }

    private void Run()
    {
        _paused = TimeSpan.Zero;
        _asleep = false;
        for (int turn = 0; turn < MostTurns && !_asleep && !_life.IsOver; turn++)
        {
            try
            {
                Lane.Turn();
            }
            catch (LifeEndedException)
            {
                _life.End();
                return;
            }
        }

        if (_life.IsOver)
        {
            _life.End();
            return;
        }

        LaneSnapshot now = Lane.Snapshot;
        if ((Int128)now.Accepted != (Int128)now.Acknowledged + now.Pending + now.Expired + now.Quarantined)
        {
            throw new ViolationException($"the {Lane.Kind} lane does not balance: {now}");
        }

        TakeReports();
        _life.Uplink(Lane.Kind).Pump();
        At(_asleep ? _sleeps : TimeSpan.FromMilliseconds(1));
    }

    // One after the other, and a death may come between any two.
    private void Tell()
    {
        if (_life.IsOver)
        {
            return;
        }

        _outcomes.Dequeue().Execute();
        if (_outcomes.Count > 0)
        {
            _world.Agenda.After(TimeSpan.Zero, Tell);
        }
    }

    private void TakeReports()
    {
        while (Lane.TryTakeReport(out byte[]? entry))
        {
            _life.Report(entry, Lane);
        }
    }
}
