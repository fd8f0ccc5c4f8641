using System.Net.Sockets;
using Longgang.Contracts.Device;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>One announcement on its way to one address. Used under the pacer's lock alone.</summary>
/// <param name="attempts">Who hears it, and the name of each one's attempt.</param>
/// <param name="priority">0 … 9.</param>
/// <param name="socket">Connected to the address; closed with the stream.</param>
/// <param name="audio">What is played.</param>
/// <param name="beginBy">Timestamp after which it may not begin.</param>
/// <param name="report">Told what becomes of it; returns at once.</param>
internal sealed class RtpStream(
    IReadOnlyDictionary<string, UInt128> attempts, uint priority, Socket socket, RtpAudio audio, long beginBy, Action<RtpReport> report)
{
    private readonly RtpHeader _header = new((byte)audio.Format.Payload, (uint)audio.Format.PacketSamples);
    private readonly byte[] _packet = new byte[RtpHeader.Length + audio.Format.PacketBytes];
    private int _next;

    /// <summary>Who hears it, and the name of each one's attempt.</summary>
    public IReadOnlyDictionary<string, UInt128> Attempts => attempts;

    /// <summary>0 … 9.</summary>
    public uint Priority => priority;

    /// <summary>How far it is.</summary>
    public RtpStage Stage { get; private set; }

    /// <summary>Timestamp at which the next packet leaves.</summary>
    public long Due { get; set; }

    private uint SentMs => (uint)(_next * RtpFormat.PacketTime.TotalMilliseconds);

    /// <summary>Sends the packet that is due. False when nothing follows.</summary>
    public bool Send(long now)
    {
        if (Stage == RtpStage.Ended)
        {
            return false;
        }

        if (Stage == RtpStage.Waiting && now > beginBy)
        {
            End(null, "too-late");
            return false;
        }

        bool isAll = audio.IsComplete; // asked first: what is encoded in between is not overlooked
        if (!audio.TryGet(_next, out ReadOnlySpan<byte> payload))
        {
            return Starve(isAll);
        }

        _header.WriteNext(_packet, isFirst: _next == 0);
        payload.CopyTo(_packet.AsSpan(RtpHeader.Length));
        socket.Send(_packet, SocketFlags.None, out SocketError error);

        // A full send buffer costs this packet, as any router on the way may; everything else means that nobody hears it.
        if (error is not (SocketError.Success or SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable))
        {
            End(_next == 0 ? null : SpeakerState.Failed, "fault");
            return false;
        }

        _next++;
        if (Stage == RtpStage.Waiting)
        {
            Stage = RtpStage.Sending;
            report(new RtpReport(this, SpeakerState.Started, string.Empty, null));
        }

        return true;
    }

    /// <summary>Ends it: no packet leaves any more.</summary>
    public void Stop()
    {
        if (Stage != RtpStage.Ended)
        {
            End(SpeakerState.Stopped, string.Empty);
        }
    }

    private bool Starve(bool isAll)
    {
        if (audio.HasFailed)
        {
            End(_next == 0 ? null : SpeakerState.Failed, "audio-damaged");
            return false;
        }

        if (!isAll)
        {
            return true; // the encoder is behind: the packet goes with the next turn
        }

        // One packet time after the last: it has been heard to its end.
        End(SpeakerState.Finished, string.Empty);
        return false;
    }

    private void End(SpeakerState? state, string reason)
    {
        Stage = RtpStage.Ended;
        socket.Dispose();
        report(new RtpReport(this, state, reason, SentMs));
    }
}
