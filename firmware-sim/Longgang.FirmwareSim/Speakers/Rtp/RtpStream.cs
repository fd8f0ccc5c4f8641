using System.Globalization;
using System.Runtime.InteropServices;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>One play as it comes in: what is there, what is missing, how regularly. Times in milliseconds, with fractions.</summary>
public sealed class RtpStream
{
    /// <summary>The length of a packet.</summary>
    public const double PacketMs = 20;

    private const int Window = 1024;
    private const double GapMs = 3 * PacketMs;
    private const int LongestRecording = 20 * 60;

    private readonly RtpCodec _codec;
    private readonly bool[] _seen = new bool[Window];
    private readonly uint _firstTimestamp;
    private readonly List<short>? _samples;
    private long _first;
    private long _highest;
    private long _packets;
    private long _reordered;
    private long _duplicates;
    private long _gaps;
    private long _odd;
    private long _foreign;
    private long _sounded;
    private double _longestPause;
    private double _jitter;
    private double _worstJitter;
    private double _transit;
    private ulong _fingerprint;
    private bool _marked;

    public RtpStream(RtpCodec codec, in RtpPacket first, double now, bool record)
    {
        _codec = codec;
        Ssrc = first.Ssrc;
        // A round above zero, so that packets from before the first have a number too.
        _first = _highest = (1 << 16) + first.Sequence;
        _firstTimestamp = first.Timestamp;
        _marked = first.Marker;
        _transit = now - MsOf(first.Timestamp - _firstTimestamp);
        _samples = record ? [] : null;
        BeganAt = LastAt = now;
        _seen[_first % Window] = true;
        Take(first, 0);
    }

    public uint Ssrc { get; }

    public double BeganAt { get; }

    /// <summary>When the last packet came.</summary>
    public double LastAt { get; private set; }

    /// <summary>How much of it sounded.</summary>
    public double HeardMs => MsOf(_sounded);

    /// <summary>The samples at their places, with silence where something is missing; null when they were not asked for.</summary>
    public short[]? Samples => _samples?.ToArray();

    public int SampleRate => _codec.SampleRate;

    /// <summary>A packet that begins another play of the same source: marked, and later than everything before.</summary>
    public bool IsNext(in RtpPacket packet) => packet.Marker && (short)(packet.Sequence - (ushort)_highest) > 0;

    public void Add(in RtpPacket packet, double now)
    {
        double pause = now - LastAt;
        LastAt = now;
        _longestPause = Math.Max(_longestPause, pause);
        _gaps += pause > GapMs ? 1 : 0;
        long sequence = _highest + (short)(packet.Sequence - (ushort)_highest);
        if (sequence > _highest)
        {
            for (long skipped = Math.Max(_highest + 1, sequence - Window + 1); skipped < sequence; skipped++)
            {
                _seen[skipped % Window] = false;
            }

            _highest = sequence;
        }
        else if (sequence <= _highest - Window || _seen[sequence % Window])
        {
            _duplicates++;
            return;
        }
        else
        {
            _reordered++;
            if (sequence < _first)
            {
                _first = sequence;
                _marked |= packet.Marker;
            }
        }

        _seen[sequence % Window] = true;
        int place = (int)(packet.Timestamp - _firstTimestamp);
        double transit = now - (place * 1000.0 / _codec.SampleRate);
        _jitter += (Math.Abs(transit - _transit) - _jitter) / 16;
        _worstJitter = Math.Max(_worstJitter, _jitter);
        _transit = transit;
        Take(packet, place);
    }

    public RtpStreamReport Report(int payloadType) => new()
    {
        PayloadType = payloadType,
        Marked = _marked,
        Packets = _packets,
        Lost = _highest - _first + 1 - _packets,
        Reordered = _reordered,
        Duplicates = _duplicates,
        Gaps = _gaps,
        LongestPauseMs = Math.Round(_longestPause, 3),
        JitterMs = Math.Round(_jitter, 3),
        WorstJitterMs = Math.Round(_worstJitter, 3),
        OddLength = _odd,
        Foreign = _foreign,
        SpanMs = Math.Round(LastAt - BeganAt + PacketMs, 3),
        Fingerprint = _fingerprint.ToString("x16", CultureInfo.InvariantCulture),
    };

    private void Take(in RtpPacket packet, int place)
    {
        _packets++;
        // A sum does not ask for the order.
        _fingerprint += SplitMix.Mix(Fnv(packet.Payload) + (ulong)(uint)place);
        if (packet.PayloadType != _codec.PayloadType)
        {
            _foreign++;
            return;
        }

        int count = packet.Payload.Length / _codec.BytesPerSample;
        _odd += count * 1000 == PacketMs * _codec.SampleRate ? 0 : 1;
        _sounded += count;
        if (_samples is not null && place >= 0 && place + count <= LongestRecording * _codec.SampleRate)
        {
            while (_samples.Count < place + count)
            {
                _samples.Add(0);
            }

            _codec.Decode(packet.Payload, CollectionsMarshal.AsSpan(_samples).Slice(place, count));
        }
    }

    private double MsOf(long samples) => samples * 1000.0 / _codec.SampleRate;

    private static ulong Fnv(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * 1099511628211;
        }

        return hash;
    }
}
