namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>What was fetched is not what its hash says, or more than it should be. It has been deleted.</summary>
/// <param name="message">What.</param>
/// <param name="wasResumed">Whether a part of it lay on the disk from before: then that part may be to blame, and a fetch from the beginning may help.</param>
internal sealed class DamagedAudioException(string message, bool wasResumed) : IOException(message)
{
    public bool WasResumed { get; } = wasResumed;
}
