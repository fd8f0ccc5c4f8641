using System.Text.Json;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>
/// What loudspeakers were told and what was heard of them, by speaker and attempt. Made of the events of <see cref="HeardLog"/> or of its lines.
/// </summary>
public sealed class HeardTable
{
    private readonly Dictionary<(string Speaker, string Play), PlayTruth> _plays = [];
    private readonly Dictionary<string, IReadOnlyList<HeardPart>> _contents = new(StringComparer.Ordinal);

    /// <summary>Every attempt.</summary>
    public IReadOnlyCollection<PlayTruth> Plays => _plays.Values;

    /// <summary>What was played, by its key.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<HeardPart>> Contents => _contents;

    /// <summary>Messages that no speaker could follow.</summary>
    public int Unreadable { get; private set; }

    public PlayTruth? Find(string speaker, string play) => _plays.GetValueOrDefault((speaker, play));

    /// <summary>The keys of the contents with a part whose words hold this, or whose audio has this hash.</summary>
    public HashSet<string> ContentsWith(string wordsOrHash) =>
        [.. _contents.Where(content => content.Value.Any(part => part.Sha256 == wordsOrHash
            || (part.Text?.Contains(wordsOrHash, StringComparison.Ordinal) ?? false))).Select(content => content.Key)];

    /// <summary>Takes a line of the file.</summary>
    public void Apply(string line)
    {
        try
        {
            Apply(JsonSerializer.Deserialize(line, HeardJson.Default.HeardEvent) ?? throw new JsonException("null"));
        }
        catch (JsonException e)
        {
            throw new FormatException($"no line of a loudspeakers' truth: {line}", e);
        }
    }

    /// <summary>Takes an event.</summary>
    public void Apply(HeardEvent happened)
    {
        switch (happened.What)
        {
            case HeardWhat.Content:
                _contents[happened.Content!] = happened.Parts!;
                break;
            case HeardWhat.Unreadable:
                Unreadable++;
                break;
            case HeardWhat.Told or HeardWhat.Began or HeardWhat.Ended or HeardWhat.Answered or HeardWhat.Kept:
                (string, string) key = (happened.Speaker!, happened.Play!);
                if (!_plays.TryGetValue(key, out PlayTruth? play))
                {
                    _plays.Add(key, play = new PlayTruth(key.Item1, key.Item2));
                }

                play.Apply(happened);
                break;
            default:
                break;
        }
    }
}
