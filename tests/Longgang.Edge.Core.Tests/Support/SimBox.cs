using Longgang.Contracts.Areas;
using Longgang.Contracts.Device;
using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;
using Microsoft.Extensions.Time.Testing;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>The admission of one process over simulated lanes.</summary>
internal sealed class SimBox : IDisposable, IHealthCodeResolver, IClockQuality
{
    public static readonly DeviceIdentity Device = new("gate-1", DeviceKind.Sentinel, AreaCode.TryParse("440307003002", out AreaCode area) ? area : default);

    private readonly EdgeMeter _meter = new();
    private readonly PersonKey _people = PersonKey.Parse(Convert.ToBase64String(new byte[32]));

    public SimBox(SimLane records, SimLane alerts, ScreeningPolicy? policy = null, DateTimeOffset? start = null)
    {
        Records = records;
        Alerts = alerts;
        var holder = new PolicyHolder();
        holder.Replace(policy ?? SamplePolicy.Default);
        Time = new FakeTimeProvider(start ?? new DateTimeOffset(2022, 3, 14, 1, 0, 0, TimeSpan.Zero));
        Desk = new AdmissionDesk(records, alerts, new ScanJudge(holder, this, _people), new AlertMinter(), new EventStamper(Time, this), _meter, Time);
        Gate = Desk.GateOf(Device);
    }

    public SimLane Records { get; }

    public SimLane Alerts { get; }

    public FakeTimeProvider Time { get; }

    public AdmissionDesk Desk { get; }

    public DeviceGate Gate { get; }

    /// <summary>When set, health codes wait for it.</summary>
    public Func<Task>? Hold { get; set; }

    public ClockQuality Current { get; set; } = ClockQuality.Synchronized;

    /// <summary>A scan of somebody of their own; <c>red</c> raises an alert.</summary>
    public Task<AdmissionResult> ScanAsync(ulong sequence, bool red = false, ulong epoch = 1, IVerdictSink? sink = null, DateTimeOffset? time = null) =>
        Desk.AdmitAsync(
            Device,
            Gate,
            new ScanMessage(epoch, sequence, time ?? Time.GetUtcNow(), Direction.In, CredentialKind.Qr, $"{(red ? "red" : "green")}-{epoch}-{sequence}", 3650),
            sink ?? new Sink()).AsTask().WaitAsync(TimeSpan.FromSeconds(20)); // no scan may wait for ever

    public async ValueTask<HealthCodeResolution> ResolveAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        if (Hold is { } hold)
        {
            await hold();
        }

        DateTimeOffset now = Time.GetUtcNow();
        HealthColour colour = value.StartsWith("red", StringComparison.Ordinal) ? HealthColour.Red : HealthColour.Green;
        return HealthCodeResolution.Answered(
            new HealthCodeAnswer(colour, _people.Hash(value), "990000********0016", Contracts.Wire.TestResult.Negative, now.AddHours(-1), null), now);
    }

    public void Dispose() => _meter.Dispose();

    /// <summary>Collects verdicts.</summary>
    internal sealed class Sink : IVerdictSink
    {
        private readonly TaskCompletionSource<VerdictJson> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<VerdictJson> First => _first.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public void OnVerdict(VerdictJson verdict) => _first.TrySetResult(verdict);
    }
}
