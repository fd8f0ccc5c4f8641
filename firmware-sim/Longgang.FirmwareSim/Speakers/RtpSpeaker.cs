using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Playing;
using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>A loudspeaker that plays what its UDP socket brings, alone or as one of a multicast group.</summary>
public sealed class RtpSpeaker : ISpeakerDevice
{
    private const int LargestDatagram = 2048;

    private readonly Lock _gate = new();
    private readonly SpeakerContext _fleet;
    private readonly RtpReceiver _receiver;
    private readonly bool _records;
    private readonly long _start;
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
    private readonly Socket _socket;
    private Task _receiving = Task.CompletedTask;
    private SpeakerFault _fault;
    private double _offUntil = double.MinValue;
    private int _streams;

    /// <summary>Opens the socket; packets are taken from <see cref="Start"/> on.</summary>
    /// <exception cref="SocketException">Somebody else listens there.</exception>
    public RtpSpeaker(SpeakerContext fleet, SpeakerPlan plan, IReadOnlyList<IPAddress> interfaces)
    {
        _fleet = fleet;
        Id = plan.Id;
        _start = fleet.Clock.Timestamp;
        _records = fleet.Recorder.Records(Id);
        _receiver = new RtpReceiver(RtpCodec.Of(plan.Payload ?? RtpPayload.Pcmu), _records) { Began = Began, Ended = Ended };
        EndPoint = IPEndPoint.Parse(plan.Address ?? throw new ArgumentException($"{plan.Id} has no address", nameof(plan)));
        _socket = RtpSocket.Listen(EndPoint, interfaces);
    }

    public string Id { get; }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    public long QueuedDue { get; set; } = long.MaxValue;

    public int Buffered => 0;

    public bool Ready => true;

    public bool Sounding => _receiver.Current is not null;

    /// <summary>One that is deaf or busy lets nothing sound; other faults are of speakers that answer.</summary>
    public SpeakerFault Fault
    {
        get => _fault;
        set
        {
            lock (_gate)
            {
                _fault = value;
                if (value is SpeakerFault.Deaf or SpeakerFault.Busy)
                {
                    _receiver.End("stopped");
                }
            }
        }
    }

    public void Start() => _receiving = ReceiveAsync();

    public long Tick()
    {
        lock (_gate)
        {
            double next = _receiver.Tick(Now());
            return next < double.MaxValue ? _fleet.Clock.Milliseconds + (long)Math.Ceiling(next - Now()) + 1 : long.MaxValue;
        }
    }

    public void PullPlug(TimeSpan awayFor, bool forgetting)
    {
        lock (_gate)
        {
            _offUntil = Now() + awayFor.TotalMilliseconds;
            _receiver.End("died");
            _fleet.Counters.CountDeath();
            _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Died, Speaker = Id });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        lock (_gate)
        {
            _receiver.End("silence");
        }
    }

    private double Now() => _fleet.Clock.Provider.GetElapsedTime(_start).TotalMilliseconds;

    private async Task ReceiveAsync()
    {
        while (true)
        {
            int length;
            try
            {
                length = await _socket.ReceiveAsync(_buffer, SocketFlags.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return;
            }

            bool sounds;
            lock (_gate)
            {
                double now = Now();
                if (_fault is SpeakerFault.Deaf or SpeakerFault.Busy || now < _offUntil)
                {
                    continue;
                }

                long malformed = _receiver.Malformed;
                _receiver.Receive(_buffer.AsSpan(0, length), now);
                sounds = _receiver.Current is not null;
                if (_receiver.Malformed != malformed)
                {
                    _fleet.Counters.CountWrong("datagram no RTP");
                }
            }

            if (sounds)
            {
                // The loop has it already while it sounds; then this costs a comparison.
                _fleet.Loop.Schedule(this, _fleet.Clock.Milliseconds + (long)RtpReceiver.SilenceMs + 1);
            }
        }
    }

    private void Began(RtpStream stream)
    {
        _streams++;
        _fleet.Counters.CountBegan();
        _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Began, Speaker = Id, Play = Name(stream) });
    }

    private void Ended(RtpStream stream, string how, RtpStreamReport report)
    {
        string name = Name(stream);
        _fleet.Counters.CountEnded(how == "silence");
        _fleet.Heard.Write(new HeardEvent
        {
            What = HeardWhat.Ended,
            Speaker = Id,
            Play = name,
            HeardMs = (long)stream.HeardMs,
            How = how,
            Rtp = report,
            Wav = stream.Samples is { } samples ? _fleet.Recorder.Write(Id, name, samples, stream.SampleRate) : null,
        });
    }

    private string Name(RtpStream stream) => string.Create(CultureInfo.InvariantCulture, $"rtp-{stream.Ssrc:x8}-{_streams}");
}
