namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>How the sound ended.</summary>
public enum HeardEnd
{
    /// <summary>All of it was heard.</summary>
    Whole,

    /// <summary>A stop broke it off.</summary>
    Stopped,

    /// <summary>Another play broke it off.</summary>
    Preempted,

    /// <summary>The speaker lost its power.</summary>
    Died,
}
