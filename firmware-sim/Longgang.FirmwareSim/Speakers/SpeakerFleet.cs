using System.Net;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.People;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Processes;
using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Playing;
using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>All loudspeakers of a plan in this process: start, look, disturb, wait, stop.</summary>
public sealed class SpeakerFleet : IAsyncDisposable
{
    private static readonly TimeSpan _glance = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _flushEvery = TimeSpan.FromMilliseconds(100);

    private readonly SpeakerFleetOptions _options;
    private readonly TimeProvider _time;
    private readonly FleetClock _clock;
    private readonly FleetLoop _loop;
    private readonly AudioFetcher _fetcher;
    private readonly Dictionary<string, ISpeakerDevice> _byId;
    private readonly ISpeakerDevice[] _devices;
    private long _flushedAt;
    private bool _stopped;

    /// <summary>Builds them, and opens the sockets of those on RTP.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">A UDP port is taken.</exception>
    public SpeakerFleet(SpeakerFleetOptions options, FleetPlan plan, TimeProvider time)
    {
        _options = options;
        _time = time;
        _clock = new FleetClock(time);
        _loop = new FleetLoop(_clock);
        _fetcher = new AudioFetcher(time);
        Heard = new HeardLog(options.TruthFile, time);
        IReadOnlyList<SpeakerPlan> speakers = plan.Speakers ?? [];
        var recorder = new HeardRecorder(options.RecordingFolder, RecordersOf(speakers, options.Recorders));
        var context = new SpeakerContext(_clock, _loop, Counters, Heard, _fetcher, recorder);
        _devices = Build(context, plan, speakers);
        _byId = _devices.ToDictionary(device => device.Id, StringComparer.Ordinal);
        _loop.EachRound = Round;
    }

    public SpeakerCounters Counters { get; } = new();

    /// <summary>What was told and heard.</summary>
    public HeardLog Heard { get; }

    public int Count => _devices.Length;

    public int Ready => _devices.Count(device => device.Ready);

    public int Sounding => _devices.Count(device => device.Sounding);

    /// <summary>Receipts that no box has kept.</summary>
    public int Buffered => _devices.Sum(device => device.Buffered);

    public void Start()
    {
        foreach (ISpeakerDevice device in _devices)
        {
            if (device is RtpSpeaker rtp)
            {
                rtp.Start();
            }

            _loop.Schedule(device, 0);
        }

        _loop.Start();
    }

    /// <summary>Waits until all can be told something; false when the limit comes first.</summary>
    public Task<bool> UntilReadyAsync(TimeSpan limit, CancellationToken token) => UntilAsync(() => Ready == Count, limit, token);

    /// <summary>Waits until so many <c>started</c> have been kept by boxes since the beginning; false when the limit comes first.</summary>
    public Task<bool> UntilStartedAsync(long count, TimeSpan limit, CancellationToken token) =>
        UntilAsync(() => Counters.StartedKept >= count, limit, token);

    /// <summary>Waits until nothing sounds and every receipt is kept; false when the limit comes first.</summary>
    public Task<bool> UntilQuietAsync(TimeSpan limit, CancellationToken token) => UntilAsync(() => Sounding == 0 && Buffered == 0, limit, token);

    /// <summary>Breaks or heals a loudspeaker; false when there is none of this id.</summary>
    public bool SetFault(string speaker, SpeakerFault fault)
    {
        if (!_byId.TryGetValue(speaker, out ISpeakerDevice? device))
        {
            return false;
        }

        device.Fault = fault;
        return true;
    }

    /// <summary>Breaks a share of them, or heals all with a share of 1 and <see cref="SpeakerFault.None"/>. Others stay as they are.</summary>
    /// <returns>How many.</returns>
    public int SetFault(double share, SpeakerFault fault)
    {
        int count = 0;
        for (int i = 0; i < _devices.Length; i++)
        {
            if (SplitMix.Fraction(_options.Seed, i, 401 + (int)fault) < share)
            {
                _devices[i].Fault = fault;
                count++;
            }
        }

        return count;
    }

    /// <summary>Takes a loudspeaker's power for a time; false when there is none of this id.</summary>
    public bool PullPlug(string speaker, TimeSpan awayFor, bool forgetting)
    {
        if (!_byId.TryGetValue(speaker, out ISpeakerDevice? device))
        {
            return false;
        }

        device.PullPlug(awayFor, forgetting);
        return true;
    }

    public SpeakerFault FaultOf(string speaker) => _byId[speaker].Fault;

    public SpeakerProgress Progress(string phase) => new()
    {
        Phase = phase,
        Seconds = Math.Round(_clock.Milliseconds / 1000.0, 1),
        Speakers = Count,
        Ready = Ready,
        Sounding = Sounding,
        Told = Counters.Told,
        ToldAgain = Counters.ToldAgain,
        Stops = Counters.Stops,
        Began = Counters.Began,
        Whole = Counters.Whole,
        BrokenOff = Counters.BrokenOff,
        Answered = new SortedDictionary<string, long>(Counters.Answered, StringComparer.Ordinal),
        Kept = Counters.Kept,
        Buffered = Buffered,
        Resent = Counters.Resent,
        Dropped = Counters.Dropped,
        Disconnects = Counters.Disconnects,
        Deaths = Counters.Deaths,
        Wrong = new SortedDictionary<string, long>(Counters.Wrong, StringComparer.Ordinal),
        StartedAfterMs = Counters.StartedAfter.Summarize(),
        CpuSeconds = Math.Round(Environment.CpuUsage.TotalTime.TotalSeconds, 2),
        RssMb = Math.Round((ProcessUsage.Read(Environment.ProcessId)?.RssKb ?? 0) / 1024.0, 1),
    };

    /// <summary>Waits for the receipts to be kept, as long as the options say, and disconnects.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        await UntilAsync(() => Buffered == 0, _options.DrainLimit, CancellationToken.None).ConfigureAwait(false);
        _loop.Dispose();
        await Task.WhenAll(_devices.Select(device => device.DisposeAsync().AsTask())).ConfigureAwait(false);
        Heard.Flush();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Heard.Dispose();
        _fetcher.Dispose();
    }

    private static HashSet<string> RecordersOf(IReadOnlyList<SpeakerPlan> speakers, int count)
    {
        string[] rtp = [.. speakers.Where(s => s.Adapter == SpeakerAdapter.Rtp).Select(s => s.Id)];
        string[] mqtt = [.. speakers.Where(s => s.Adapter == SpeakerAdapter.Mqtt).OrderBy(s => s.Languages.Count).Select(s => s.Id)];
        int ofRtp = Math.Min(rtp.Length, Math.Max(count / 2, count - mqtt.Length));
        return [.. rtp.Take(ofRtp), .. mqtt.Take(count - ofRtp)];
    }

    private ISpeakerDevice[] Build(SpeakerContext context, FleetPlan plan, IReadOnlyList<SpeakerPlan> speakers)
    {
        IPEndPoint[] mqtt = [.. plan.Gateways.Select(gateway => IPEndPoint.Parse(gateway.Mqtt))];
        IReadOnlyList<IPAddress> interfaces = _options.Interfaces.Count > 0 ? _options.Interfaces : RtpSocket.AllInterfaces();
        var devices = new ISpeakerDevice[speakers.Count];
        for (int i = 0; i < devices.Length; i++)
        {
            SpeakerPlan speaker = speakers[i];
            if (speaker.Adapter == SpeakerAdapter.Rtp)
            {
                devices[i] = new RtpSpeaker(context, speaker, interfaces);
            }
            else
            {
                bool v311 = SplitMix.Fraction(_options.Seed, i, 399) < _options.V311Share;
                var random = new Random((int)SplitMix.Of(_options.Seed, i, 398));
                devices[i] = new MqttSpeaker(
                    context, speaker, mqtt[speaker.Gateway], v311 ? MqttVersion.V311 : MqttVersion.V5,
                    _options.Speaker with { Languages = speaker.Languages }, random, (long)i * 1000 / _options.ConnectRate);
            }

            devices[i].Fault = FaultAtStart(i);
        }

        return devices;
    }

    private SpeakerFault FaultAtStart(int index)
    {
        double draw = SplitMix.Fraction(_options.Seed, index, 400);
        foreach ((SpeakerFault fault, double share) in _options.Faults.OrderBy(pair => pair.Key))
        {
            if ((draw -= share) < 0)
            {
                return fault;
            }
        }

        return SpeakerFault.None;
    }

    // On the loop's thread.
    private double Round()
    {
        long now = _clock.Timestamp;
        if (_time.GetElapsedTime(_flushedAt, now) >= _flushEvery)
        {
            _flushedAt = now;
            Heard.Flush();
        }

        return double.MaxValue;
    }

    private async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit, CancellationToken token)
    {
        long start = _time.GetTimestamp();
        while (!condition())
        {
            if (_time.GetElapsedTime(start) >= limit)
            {
                return false;
            }

            await Task.Delay(_glance, _time, token).ConfigureAwait(false);
        }

        return true;
    }
}
