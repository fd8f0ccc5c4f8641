using System.Net;
using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.People;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>Runs a fleet: connect, let people arrive, deliver what is left, tell.</summary>
public sealed class FleetRunner(FleetOptions options, TimeProvider time, Action<FleetProgress> report)
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _reportEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _flushEvery = TimeSpan.FromMilliseconds(100);

    private const int WarmUpRounds = 8;

    private readonly FleetClock _clock = new(time);
    private readonly FleetCounters _counters = new();
    private IFleetDevice[] _devices = [];
    private string _phase = "connecting";
    private long _keptBefore;
    private long _reportedAt;
    private long _flushedAt;
    private ArrivalProcess? _arrivals;
    private long _arrivalsFrom;
    private double _arrivalSeconds;
    private volatile bool _arriving;
    private bool _warm;

    /// <summary>Returns the last report; its Buffered is 0 when everything was delivered.</summary>
    /// <param name="stop">Ends the arrivals before their time; what devices hold is still delivered.</param>
    public async Task<FleetProgress> RunAsync(CancellationToken stop)
    {
        FleetPlan plan = FleetPlan.Load(options.PlanFile);
        var population = new Population(options.Population, plan.Devices.Count);
        using var truth = new TruthWriter(options.TruthFile);
        using var loop = new FleetLoop(_clock);
        using var http = new HttpClient(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(2), UseProxy = false });
        var fleet = new FleetContext(_clock, loop, _counters, truth, new ScanEncoder(population));
        _devices = BuildDevices(plan, fleet, http);
        var random = new Random(options.Population.Seed);
        var drafter = new ScanDrafter(population, plan.Devices, options.Faults, random);
        loop.EachRound = () => Round(truth, drafter);
        foreach (IFleetDevice device in _devices)
        {
            loop.Schedule(device, 0);
        }

        _reportedAt = _clock.Timestamp;
        loop.Start();
        await UntilAsync(() => Array.TrueForAll(_devices, d => d.Ready), options.ConnectLimit, stop).ConfigureAwait(false);
        await WarmUpAsync(http, plan, stop).ConfigureAwait(false);
        if (options.Backlog > 0)
        {
            _phase = "filling";
            LetArrive(new ArrivalCurve(ArrivalShape.Flat, options.BacklogRate, 1), random);
            await UntilAsync(() => _counters.Arrived >= options.Backlog, Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
            _arriving = false;
            await UntilAsync(() => Array.TrueForAll(_devices, d => d.Buffered == 0), options.DrainLimit, stop).ConfigureAwait(false);
            _warm = false;
        }

        _phase = "running";
        LetArrive(new ArrivalCurve(options.Shape, options.Rate, options.Day.TotalSeconds), random);
        await UntilAsync(() => false, options.Length ?? Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);
        _arriving = false;
        _arrivalSeconds = time.GetElapsedTime(_arrivalsFrom).TotalSeconds;
        _phase = "draining";
        await UntilAsync(() => Array.TrueForAll(_devices, d => d.Buffered == 0), options.DrainLimit, CancellationToken.None)
            .ConfigureAwait(false);
        await UntilAsync(() => _counters.Verdicts >= _counters.Kept, TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
        loop.Dispose();
        foreach (IFleetDevice device in _devices)
        {
            device.WriteUnknown(truth);
        }

        await Task.WhenAll(_devices.Select(d => d.DisposeAsync().AsTask())).ConfigureAwait(false);
        truth.Flush();
        _phase = "finished";
        FleetProgress last = Progress();
        report(last);
        return last;
    }

    private void LetArrive(ArrivalCurve curve, Random random)
    {
        _arrivals = new ArrivalProcess(curve, _devices.Length, random);
        Interlocked.Exchange(ref _arrivalsFrom, _clock.Timestamp);
        _arriving = true;
    }

    /// <summary>
    /// Posts to nowhere a few times: the terminals that this client stands for have been pushing for months, and the compilation of its
    /// first requests is not the box's delay. What is answered does not matter, nor whether a box is there.
    /// </summary>
    private static async Task WarmUpAsync(HttpClient http, FleetPlan plan, CancellationToken stop)
    {
        IEnumerable<Uri> boxes = plan.Gateways.Where(g => g.Http is not null).Select(g => new Uri($"http://{g.Http}/"));
        await Task.WhenAll(boxes.SelectMany(box => Enumerable.Repeat(box, 4)).Select(async box =>
        {
            try
            {
                for (int i = 0; i < WarmUpRounds; i++)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, box) { Content = new ReadOnlyMemoryContent("{}"u8.ToArray()) };
                    using HttpResponseMessage response = await http.SendAsync(request, stop).ConfigureAwait(false);
                    await response.Content.ReadAsByteArrayAsync(stop).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && stop.IsCancellationRequested))
            {
                // The devices find out for themselves.
            }
        })).ConfigureAwait(false);
    }

    private IFleetDevice[] BuildDevices(FleetPlan plan, FleetContext fleet, HttpClient http)
    {
        var devices = new IFleetDevice[plan.Devices.Count];
        IPEndPoint[] mqtt = [.. plan.Gateways.Select(g => IPEndPoint.Parse(g.Mqtt))];
        for (int i = 0; i < devices.Length; i++)
        {
            DevicePlan device = plan.Devices[i];
            var random = new Random((int)SplitMix.Of(options.Population.Seed, i, 100));
            var settings = new SentinelOptions
            {
                Version = device.Protocol == DeviceProtocol.Mqtt311 ? MqttVersion.V311 : MqttVersion.V5,
                Epoch = options.Epoch,
                KeepAlive = random.NextInt64(15_000, 30_000),
            };
            // Neighbours share a gateway: stepping through the fleet spreads the connects over the gateways.
            long connectAt = (long)i * 1000 / options.ConnectRate;
            devices[i] = device.Protocol == DeviceProtocol.Http && plan.Gateways[device.Gateway].Http is { } endpoint
                ? new HttpSentinel(fleet, device, endpoint, http, settings, random)
                : new MqttSentinel(fleet, device, mqtt[device.Gateway], settings, random, connectAt);
        }

        return devices;
    }

    // On the loop's thread: people, the truth file and the report keep its time.
    private double Round(TruthWriter truth, ScanDrafter drafter)
    {
        long now = _clock.Timestamp;
        if (time.GetElapsedTime(_flushedAt, now) >= _flushEvery)
        {
            _flushedAt = now;
            truth.Flush();
        }

        if (time.GetElapsedTime(_reportedAt, now) >= _reportEvery)
        {
            report(Progress());
        }

        if (!_arriving || _arrivals is not { } arrivals)
        {
            return double.MaxValue;
        }

        TimeSpan elapsed = time.GetElapsedTime(Interlocked.Read(ref _arrivalsFrom), now);
        if (!_warm && _phase == "running" && elapsed >= options.WarmUp)
        {
            _warm = true;
            _counters.ClearLatencies();
        }

        while (arrivals.Next <= elapsed)
        {
            // The arrival has its own time, also when this thread was late for it.
            long at = now - (long)((elapsed - arrivals.Next).TotalSeconds * time.TimestampFrequency);
            int device = arrivals.Take();
            _counters.CountArrived();
            _devices[device].Arrive(drafter.Draw(device, at, _clock.UnixMs));
        }

        return (arrivals.Next - time.GetElapsedTime(Interlocked.Read(ref _arrivalsFrom))).TotalMilliseconds;
    }

    private FleetProgress Progress()
    {
        long now = _clock.Timestamp;
        double seconds = time.GetElapsedTime(_reportedAt, now).TotalSeconds;
        long kept = _counters.Kept;
        var progress = new FleetProgress
        {
            Phase = _phase,
            Seconds = Math.Round(_clock.Milliseconds / 1000.0, 1),
            Devices = _devices.Length,
            Ready = _devices.Count(d => d.Ready),
            Arrived = _counters.Arrived,
            Published = _counters.Published,
            Kept = kept,
            Buffered = _devices.Sum(d => (long)d.Buffered),
            Dropped = _counters.Dropped,
            Retransmitted = _counters.Retransmitted,
            Replayed = _counters.Replayed,
            Unanswered = _counters.Unanswered,
            FaultKept = _counters.FaultKept,
            Disconnects = _counters.Disconnects,
            Refused = new Dictionary<string, long>(_counters.Refused),
            KeptPerSecond = Math.Round((kept - _keptBefore) / Math.Max(seconds, 0.001), 1),
            RecentVerdictMs = _counters.RecentVerdict.Summarize(),
            VerdictMs = _counters.Verdict.Summarize(),
            AcknowledgementMs = _counters.Acknowledgement.Summarize(),
            InBufferMs = _counters.InBuffer.Summarize(),
            ArrivalSeconds = Math.Round(_arrivalSeconds, 3),
            CpuSeconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 2),
        };
        _counters.RecentVerdict.Clear();
        _keptBefore = kept;
        _reportedAt = now;
        return progress;
    }

    private async Task UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken stop)
    {
        long start = _clock.Timestamp;
        try
        {
            while (!condition() && (limit < TimeSpan.Zero || time.GetElapsedTime(start) < limit))
            {
                TimeSpan left = limit < TimeSpan.Zero ? _glance : limit - time.GetElapsedTime(start);
                await Task.Delay(left > TimeSpan.Zero && left < _glance ? left : _glance, time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what follows is the delivery.
        }
    }
}
