using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Devices.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>
/// Speakers that play what is sent to their address (docs/wire.md, RTP). Nothing comes back from them, so the box says what it has sent: started with the first packet,
/// finished after the last, failed when the network refuses. Who hears one address hears one stream: stopping it for one stops it for all.
/// </summary>
public sealed partial class RtpSpeakerPort : BackgroundService, ISpeakerPort
{
    private readonly DeviceRegistryHolder _registry;
    private readonly SpeakerHearing _hearing;
    private readonly RtpSpeakerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<RtpSpeakerPort> _logger;
    private readonly RtpPacer _pacer;
    private readonly RtpAudioCache _audio = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, RtpStream> _streams = [];
    private readonly Dictionary<string, UInt128> _last = new(StringComparer.Ordinal);

    // At most four reports a stream, and never more than two streams an address: bounded by the register.
    private readonly Channel<RtpReport> _reports = Channel.CreateUnbounded<RtpReport>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Opens no socket yet.</summary>
    public RtpSpeakerPort(
        DeviceRegistryHolder registry, SpeakerHearing hearing, IOptions<RtpSpeakerOptions> options, TimeProvider time, ILogger<RtpSpeakerPort> logger)
    {
        _registry = registry;
        _hearing = hearing;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _pacer = new RtpPacer(time);
    }

    /// <inheritdoc/>
    public string Adapter => SpeakerSettings.Rtp;

    /// <summary>Streams that are on their way.</summary>
    public int Streams => _pacer.Count;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _registry.Changed += Announce;
        Announce(_registry.Current);
        _pacer.Start();
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _registry.Changed -= Announce;
        foreach (RtpStream stream in Snapshot())
        {
            _pacer.Stop(stream);
        }

        _reports.Writer.TryComplete();
        if (ExecuteTask is { } reporting)
        {
            await reporting.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _pacer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask PlayAsync(PlayOrder order, CancellationToken cancellationToken)
    {
        long beginBy = _time.GetTimestamp() + (long)(order.Within.TotalSeconds * _time.TimestampFrequency);
        foreach ((SpeakerSettings speaker, Dictionary<string, UInt128> attempts) in ByAddress(order))
        {
            if (await AudioAsync(order, speaker.Payload).ConfigureAwait(false) is not { } audio)
            {
                NotReached(attempts, "audio-unavailable");
                continue;
            }

            Begin(order, speaker.Address!, attempts, audio, beginBy);
        }
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(string device, UInt128 attempt, CancellationToken cancellationToken)
    {
        foreach (RtpStream stream in Snapshot())
        {
            if (stream.Attempts.TryGetValue(device, out UInt128 playing) && playing == attempt)
            {
                _pacer.Stop(stream);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Passes on what the pacer saw. What came together is made durable together; of one speaker it is passed on in its order.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        while (await _reports.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
        {
            while (_reports.Reader.TryRead(out RtpReport report))
            {
                foreach ((string device, UInt128 attempt) in report.Stream.Attempts)
                {
                    if (report.State is { } state)
                    {
                        running.Add(AnswerAsync(device, new SpeakerReceiptMessage(null, attempt, state, report.Reason, report.PlayedMs), stoppingToken));
                    }
                    else
                    {
                        _hearing.NotReached(device, attempt, report.Reason);
                    }
                }

                if (report.State != SpeakerState.Started)
                {
                    Forget(report.Stream); // and its audio with it
                }
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            running.Clear();
        }
    }

    private async Task AnswerAsync(string device, SpeakerReceiptMessage receipt, CancellationToken cancellationToken)
    {
        try
        {
            await _hearing.AnsweredAsync(device, receipt, Evidence.Box, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is IOException or LaneFullException or LaneFaultedException)
        {
            // The inbox, a lane or its disk. There is nobody to send it again: after a restart the attempt ends as interrupted.
            LogNotKept(_logger, device, e);
        }
    }

    private List<(SpeakerSettings Speaker, Dictionary<string, UInt128> Attempts)> ByAddress(PlayOrder order)
    {
        var streams = new Dictionary<IPEndPoint, (SpeakerSettings Speaker, Dictionary<string, UInt128> Attempts)>();
        DeviceRegistry registry = _registry.Current;
        foreach ((string device, UInt128 attempt) in order.Attempts)
        {
            if (!registry.TryGet(device, out RegisteredDevice? known) || known.Speaker is not { Address: { } address } speaker)
            {
                _hearing.NotReached(device, attempt, "not-connected"); // taken out of the register since
                continue;
            }

            if (!streams.TryGetValue(address, out (SpeakerSettings Speaker, Dictionary<string, UInt128> Attempts) stream))
            {
                streams[address] = stream = (speaker, new Dictionary<string, UInt128>(StringComparer.Ordinal));
            }

            stream.Attempts[device] = attempt;
        }

        return [.. streams.Values];
    }

    private async Task<RtpAudio?> AudioAsync(PlayOrder order, SpeakerPayload payload)
    {
        if (order.Parts.Count == 0 || order.Parts.Any(part => part.Clip is null))
        {
            return null;
        }

        RtpAudio audio = _audio.Get([.. order.Parts.Select(part => part.Clip!)], payload, order.VolumePercent ?? 100);
        try
        {
            await audio.PrepareAsync().ConfigureAwait(false);
            return audio;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            LogUnreadable(_logger, order.Group, e.Message);
            return null;
        }
    }

    private void Begin(PlayOrder order, IPEndPoint address, Dictionary<string, UInt128> attempts, RtpAudio audio, long beginBy)
    {
        lock (_lock)
        {
            if (attempts.All(pair => _last.TryGetValue(pair.Key, out UInt128 before) && before == pair.Value))
            {
                return; // told twice, played once
            }

            foreach ((string device, UInt128 attempt) in attempts)
            {
                _last[device] = attempt;
            }

            if (_streams.TryGetValue(address, out RtpStream? playing))
            {
                if (playing.Stage != RtpStage.Ended && playing.Priority > order.Priority)
                {
                    NotReached(attempts, "busy");
                    return;
                }

                _pacer.Stop(playing);
            }

            try
            {
                var stream = new RtpStream(attempts, order.Priority, RtpSockets.Open(address, _options), audio, beginBy, Report);
                _streams[address] = stream;
                _pacer.Add(stream);
            }
            catch (SocketException e)
            {
                LogNoWay(_logger, address, order.Group, e.Message);
                NotReached(attempts, "fault");
            }
        }
    }

    private void NotReached(Dictionary<string, UInt128> attempts, string reason)
    {
        foreach ((string device, UInt128 attempt) in attempts)
        {
            _hearing.NotReached(device, attempt, reason);
        }
    }

    private void Report(RtpReport report) => _reports.Writer.TryWrite(report);

    private void Forget(RtpStream ended)
    {
        lock (_lock)
        {
            foreach ((IPEndPoint address, RtpStream stream) in _streams)
            {
                if (ReferenceEquals(stream, ended))
                {
                    _streams.Remove(address);
                    return;
                }
            }
        }
    }

    private RtpStream[] Snapshot()
    {
        lock (_lock)
        {
            return [.. _streams.Values];
        }
    }

    private void Announce(DeviceRegistry registry)
    {
        foreach (RegisteredDevice device in registry.All)
        {
            if (device.Speaker is { Adapter: SpeakerSettings.Rtp })
            {
                _hearing.Reached(device.Identity.Id, Reach.Unknown);
            }
        }
    }
}
