namespace Longgang.Contracts.Device;

/// <summary>What a speaker says of an attempt.</summary>
public enum SpeakerState
{
    /// <summary>It has the command and will play.</summary>
    Accepted,

    /// <summary>It is to be heard now.</summary>
    Started,

    /// <summary>Played to the end.</summary>
    Finished,

    /// <summary>Stopped because it was told to.</summary>
    Stopped,

    /// <summary>Not played, or not to the end; the reason says why.</summary>
    Failed,
}
