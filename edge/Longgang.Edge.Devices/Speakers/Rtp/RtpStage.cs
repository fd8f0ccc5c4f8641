namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>How far a stream is.</summary>
internal enum RtpStage
{
    /// <summary>Nothing has left.</summary>
    Waiting,

    /// <summary>Packets leave.</summary>
    Sending,

    /// <summary>Nothing more leaves.</summary>
    Ended,
}
