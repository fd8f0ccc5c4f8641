namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>
/// What a <see cref="SpeakerPlayer"/> does to the world. What is heard and what is answered are two things: an answer may be late, lost or never
/// given, the sound was there all the same.
/// </summary>
public interface ISpeakerStage
{
    /// <summary>The first sound of a play.</summary>
    void Began(CurrentPlay play);

    /// <summary>The last sound of a play.</summary>
    void Ended(CurrentPlay play, long heardMs, HeardEnd how);

    /// <summary>Say this to the box.</summary>
    void Answer(UInt128 play, SpeakerState state, string? reason = null, long? playedMs = null);

    /// <summary>Say again what was said last.</summary>
    void AnswerAgain(UInt128 play);

    /// <summary>Fetch the audio of an item; the outcome comes back as Fetched.</summary>
    void Fetch(CurrentPlay play, int item);

    /// <summary>The power is gone.</summary>
    void Die();
}
