using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Tests.Speakers.Playing;

/// <summary>Writes down what a player does, and forgets it when it is looked at.</summary>
internal sealed class RecordingStage : ISpeakerStage
{
    private readonly List<string> _done = [];

    public CurrentPlay? LastFetching { get; private set; }

    public string[] Done()
    {
        string[] done = [.. _done];
        _done.Clear();
        return done;
    }

    public void Began(CurrentPlay play) => _done.Add($"began {play.Command.Play}");

    public void Ended(CurrentPlay play, long heardMs, HeardEnd how) => _done.Add($"ended {play.Command.Play} {heardMs} {how}");

    public void Answer(UInt128 play, SpeakerState state, string? reason = null, long? playedMs = null) =>
        _done.Add($"{SpeakerEncoder.Name(state)} {play} {reason} {playedMs}".Replace("  ", " ", StringComparison.Ordinal).TrimEnd());

    public void AnswerAgain(UInt128 play) => _done.Add($"again {play}");

    public void Fetch(CurrentPlay play, int item)
    {
        LastFetching = play;
        _done.Add($"fetch {play.Command.Play} {item}");
    }

    public void Die() => _done.Add("die");
}
