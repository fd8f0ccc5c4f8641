namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a <see cref="SpeakerCore"/> does to the world.</summary>
public interface ISpeakerPort : ISpeakerWire
{
    /// <summary>Milliseconds since 1970 by a clock that is right.</summary>
    long UnixMs { get; }

    /// <summary>The first sound of a play.</summary>
    void Began(CurrentPlay play);

    /// <summary>The last sound of a play.</summary>
    void Ended(CurrentPlay play, long heardMs, HeardEnd how);

    /// <summary>It has something to say; whether that reaches the box is another matter.</summary>
    void Answered(in SpeakerReceipt receipt);

    /// <summary>Fetch the audio of an item; the outcome comes back as Fetched.</summary>
    void Fetch(CurrentPlay play, int item);

    /// <summary>It lost its power.</summary>
    void Died();
}
