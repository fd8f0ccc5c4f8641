namespace Longgang.FirmwareSim.Speakers.Bare;

/// <summary>How the messages of a bare fan-out are cut.</summary>
public enum FanoutMessage
{
    /// <summary>One for each loudspeaker, on <c>speaker/{device}/command</c>.</summary>
    EachSpeaker,

    /// <summary>One for each community, on <c>area/{code}/command</c>; its loudspeakers share it.</summary>
    EachArea,
}
