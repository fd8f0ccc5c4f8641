using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Outbox;
using Longgang.Simulation.Tests.World;

namespace Longgang.Simulation.Tests.Box;

/// <summary>One life of the box's process, from opening its lanes to its death.</summary>
internal sealed class SimLife : IHealthCodeResolver, IClockQuality
{
    private static readonly EdgeMeter Meter = new();
    private static readonly PolicyHolder Policies = LoadPolicy();
    private readonly SimWorld _world;
    private readonly SimBox _box;
    private readonly HostedLane _records;
    private readonly HostedLane _alerts;
    private readonly SimUplink _recordUplink;
    private readonly SimUplink _alertUplink;
    private readonly EventStamper _stamper;
    private bool _ended;
    private int _reporting;

    internal SimLife(SimWorld world, SimBox box, SimMachine machine)
    {
        _world = world;
        _box = box;
        Machine = machine;
        _alerts = new HostedLane(world, this, box.AlertDisk, Options(Lane.Alert));
        _records = new HostedLane(world, this, box.RecordDisk, Options(Lane.Record));
        _stamper = new EventStamper(world.Clock, this);
        Desk = new AdmissionDesk(_records.Lane, _alerts.Lane, new ScanJudge(Policies, this, SimWorld.People), new AlertMinter(), _stamper, Meter, world.Clock);
        _recordUplink = new SimUplink(world, this, _records);
        _alertUplink = new SimUplink(world, this, _alerts);
    }

    public ClockQuality Current => ClockQuality.Unsynchronized;

    internal SimMachine Machine { get; }

    internal AdmissionDesk Desk { get; }

    internal ILane Records => _records.Lane;

    internal ILane Alerts => _alerts.Lane;

    internal bool IsOver => _ended || Machine.IsDead;

    /// <summary>Whether nothing is left to be sent, and no loss to be named.</summary>
    internal bool IsDrained => _reporting == 0 && Records.Snapshot.Pending == 0 && Alerts.Snapshot.Pending == 0 && !Records.Snapshot.Faulted && !Alerts.Snapshot.Faulted;

    internal SimUplink Uplink(Lane lane) => lane == Lane.Alert ? _alertUplink : _recordUplink;

    internal void End()
    {
        if (!_ended)
        {
            _ended = true;
            Machine.Die();
            _box.Died();
        }
    }

    /// <summary>An append was handed in.</summary>
    internal void Appended()
    {
        _records.Soon();
        _alerts.Soon();
    }

    /// <summary>A lane names what has left it unconfirmed: that goes to the alert lane, as the gateway does it.</summary>
    internal async void Report(byte[] entry, OutboxLane about)
    {
        _reporting++;
        var item = new Event { Time = _stamper.Now().ToEventTime(null), Ledger = LedgerEntry.Parser.ParseFrom(entry) };
        while (!IsOver)
        {
            try
            {
                _ = await Alerts.AppendAsync(item, CancellationToken.None).ConfigureAwait(false);
                about.Reported(entry);
                _reporting--;
                _records.Soon();
                _alerts.Soon();
                return;
            }
            catch (Exception exception) when (exception is LaneFaultedException or LaneFullException)
            {
                var again = new TaskCompletionSource();
                _world.Agenda.After(TimeSpan.FromSeconds(1), again.SetResult);
                await again.Task.ConfigureAwait(false);
            }
        }
    }

    public ValueTask<HealthCodeResolution> ResolveAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        HealthColour colour = value.StartsWith("red", StringComparison.Ordinal) ? HealthColour.Red : HealthColour.Green;
        DateTimeOffset now = _world.Clock.GetUtcNow();
        return ValueTask.FromResult(HealthCodeResolution.Answered(
            new HealthCodeAnswer(colour, SimWorld.People.Hash(value), "990000********0016", Contracts.Wire.TestResult.Negative, now.AddHours(-1), null), now));
    }

    private LaneOptions Options(Lane lane)
    {
        Random random = _world.Random;
        return LaneOptions.For(lane, "lane", SimWorld.Gateway, _box.BootId) with
        {
            LimitBytes = 8 << 20,
            CheckpointPages = 64,
            SnapshotEvents = 8 + random.Next(64),
            MaxBatchEvents = 1 + random.Next(12),
            CacheBytes = random.Next(3) == 0 ? 0 : 1 << (8 + random.Next(12)),
            MaxWait = lane == Lane.Alert ? TimeSpan.Zero : TimeSpan.FromMilliseconds(random.Next(6)),
            Spacing = TimeSpan.FromMilliseconds(random.Next(2) * 50),
            MintOutbox = _world.Mint,
        };
    }

    private static PolicyHolder LoadPolicy()
    {
        string path = Path.Combine(AppContext.BaseDirectory, "policies", "default.json");
        Assert.True(ScreeningPolicyReader.TryRead(File.ReadAllBytes(path), out ScreeningPolicy? policy, out IReadOnlyList<PolicyError> errors), string.Join('\n', errors));
        var holder = new PolicyHolder();
        holder.Replace(policy);
        return holder;
    }
}
