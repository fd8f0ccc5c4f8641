namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>
/// Makes plays of packets, without clock and socket: (time, datagram) in, beginnings and ends out. A play begins with a packet after silence, with
/// a marked one, or with another source; it ends with silence or with the next.
/// </summary>
public sealed class RtpReceiver(RtpCodec codec, bool record)
{
    /// <summary>No packet for so long is silence, in milliseconds.</summary>
    public const double SilenceMs = 400;

    private const double StraysMs = 1_000;

    private uint _formerSsrc;
    private double _formerAt = double.MinValue;
    private int _payloadType;

    /// <summary>A play began, at its first packet's arrival.</summary>
    public Action<RtpStream>? Began { get; set; }

    /// <summary>A play ended: how, and how it came in.</summary>
    public Action<RtpStream, string, RtpStreamReport>? Ended { get; set; }

    /// <summary>What sounds now.</summary>
    public RtpStream? Current { get; private set; }

    /// <summary>Datagrams that are no RTP.</summary>
    public long Malformed { get; private set; }

    /// <summary>Packets of a source that another one has taken the place of.</summary>
    public long Strays { get; private set; }

    public void Receive(ReadOnlySpan<byte> datagram, double now)
    {
        if (!RtpPacket.TryParse(datagram, out RtpPacket packet))
        {
            Malformed++;
            return;
        }

        if (Current is { } current)
        {
            if (packet.Ssrc == current.Ssrc && !current.IsNext(packet))
            {
                current.Add(packet, now);
                return;
            }

            if (packet.Ssrc != current.Ssrc && packet.Ssrc == _formerSsrc && now - _formerAt < StraysMs)
            {
                Strays++;
                return;
            }

            (_formerSsrc, _formerAt) = packet.Ssrc == current.Ssrc ? (_formerSsrc, _formerAt) : (current.Ssrc, now);
            End("next");
        }

        _payloadType = packet.PayloadType;
        Current = new RtpStream(codec, packet, now, record);
        Began?.Invoke(Current);
    }

    /// <summary>Looks for silence; returns when to look again.</summary>
    public double Tick(double now)
    {
        if (Current is { } current && now - current.LastAt >= SilenceMs)
        {
            End("silence");
        }

        return Current is { } playing ? playing.LastAt + SilenceMs : double.MaxValue;
    }

    /// <summary>Ends what sounds.</summary>
    public void End(string how)
    {
        if (Current is { } stream)
        {
            Current = null;
            Ended?.Invoke(stream, how, stream.Report(_payloadType));
        }
    }
}
