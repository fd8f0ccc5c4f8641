using System.Buffers.Binary;
using Longgang.Edge.Core.Lanes;
using Longgang.Simulation.Tests.Disk;
using Longgang.Simulation.Tests.World;

namespace Longgang.Simulation.Tests.Box;

/// <summary>The box: its disks live on, its process lives and dies.</summary>
internal sealed class SimBox
{
    private readonly SimWorld _world;
    private readonly byte[] _bootId = new byte[16];
    private bool _powerLost = true;

    internal SimBox(SimWorld world)
    {
        _world = world;
        RecordDisk = new SimDisk(world.Random);
        AlertDisk = new SimDisk(world.Random);
    }

    internal SimDisk RecordDisk { get; }

    internal SimDisk AlertDisk { get; }

    internal byte[] BootId => [.. _bootId];

    internal SimLife? Life { get; private set; }

    internal int Lives { get; private set; }

    /// <summary>Starts the process; it may die in doing so.</summary>
    internal void Start()
    {
        Lives++;
        if (_powerLost)
        {
            _world.Clock.Boot();
            BinaryPrimitives.WriteInt32LittleEndian(_bootId, Lives);
        }

        var machine = new SimMachine(_world.IsCalm ? 0 : _world.Random.Next(3) == 0 ? 1 + _world.Random.Next(40) : _world.Random.Next(1200));
        RecordDisk.Machine = machine;
        AlertDisk.Machine = machine;
        try
        {
            Life = new SimLife(_world, this, machine);
        }
        catch (Exception exception) when (machine.IsDead || exception is IOException or LifeEndedException)
        {
            machine.Die();
            Died();
            return;
        }

        CheckRecovered(Life);
        foreach (SimDevice device in _world.Devices)
        {
            device.BoxIsUp();
        }
    }

    internal void Kill()
    {
        Life?.End();
    }

    /// <summary>The process is dead. Half of the deaths are power cuts.</summary>
    internal void Died()
    {
        Life = null;
        _powerLost = _world.Random.Next(2) == 0;
        if (_powerLost)
        {
            RecordDisk.LosePower();
            AlertDisk.LosePower();
        }

        foreach (SimDevice device in _world.Devices)
        {
            device.BoxIsGone();
        }

        _world.Agenda.After(TimeSpan.FromMilliseconds(100 + _world.Random.Next(4000)), Start);
    }

    // What was acknowledged to a device is known to the box that comes up, and what it deleted the cloud has.
    private void CheckRecovered(SimLife life)
    {
        if (_world.Truth.IsDamaged)
        {
            return;
        }

        foreach (SimDevice device in _world.Devices)
        {
            DeviceCursor cursor = life.Records.RecoveredCursors.GetValueOrDefault(device.Id);
            if (_world.Truth.LastAcknowledged(device.Id) is { } told && cursor.Compare(told.Epoch, told.Sequence) == CursorRelation.New)
            {
                throw new ViolationException($"{device.Id} was told that {told} is kept; the box that came up stands at {cursor}");
            }
        }

        foreach (ILane lane in new[] { life.Records, life.Alerts })
        {
            LaneSnapshot snapshot = lane.Snapshot;
            ulong settled = snapshot.Accepted - snapshot.Pending;
            if (settled > _world.Cloud.Settled(snapshot.Outbox, lane.Kind))
            {
                throw new ViolationException($"the {lane.Kind} lane let go of {settled} events, the cloud has only {_world.Cloud.Settled(snapshot.Outbox, lane.Kind)}");
            }
        }
    }
}
