namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>How audio is sent to RTP speakers (<c>Speakers:Rtp</c>).</summary>
public sealed class RtpSpeakerOptions
{
    /// <summary>Routers that multicast packets may pass, plus one. Default 1: they stay in the box's own network. 1 to 255.</summary>
    public int MulticastTtl { get; set; } = 1;

    /// <summary>The box's own address from which packets leave, which chooses the network for multicast. Default empty: as the system routes.</summary>
    public string LocalAddress { get; set; } = string.Empty;
}
