namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a loudspeaker says of a play.</summary>
public enum SpeakerState
{
    Accepted,
    Started,
    Finished,
    Stopped,
    Failed,
}
