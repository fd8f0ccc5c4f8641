using Longgang.FirmwareSim.Speakers.Audio;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What a loudspeaker plays or is about to play.</summary>
public sealed class CurrentPlay(SpeakerCommand command, long toldAt)
{
    public SpeakerCommand Command { get; } = command;

    /// <summary>When the command came.</summary>
    public long ToldAt { get; } = toldAt;

    /// <summary>When it began to sound; null before.</summary>
    public long? BeganAt { get; set; }

    /// <summary>Fetched audio by item; null for what is spoken, and for what has not come yet.</summary>
    public FetchedAudio?[] Audio { get; } = new FetchedAudio?[command.Items.Count];

    /// <summary>Which items are fetched rather than spoken.</summary>
    public bool[] Fetches { get; } = new bool[command.Items.Count];

    /// <summary>True when everything that is fetched is here.</summary>
    public bool Complete
    {
        get
        {
            for (int i = 0; i < Audio.Length; i++)
            {
                if (Fetches[i] && Audio[i] is null)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>The length of all items in milliseconds.</summary>
    public long LengthMs
    {
        get
        {
            long sum = 0;
            for (int i = 0; i < Audio.Length; i++)
            {
                sum += Audio[i]?.LengthMs ?? (Fetches[i] ? 0 : SpeechLength.Of(Command.Items[i].Text ?? string.Empty));
            }

            return sum;
        }
    }
}
