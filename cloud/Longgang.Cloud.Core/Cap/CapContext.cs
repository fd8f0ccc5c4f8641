namespace Longgang.Cloud.Core.Cap;

/// <summary>Collects what is wrong and what was noticed, up to a limit.</summary>
internal sealed class CapContext(CapLimits limits)
{
    private readonly List<CapProblem> _problems = [];
    private readonly List<CapNote> _notes = [];

    public CapLimits Limits { get; } = limits;

    public IReadOnlyList<CapProblem> Problems => _problems;

    public IReadOnlyList<CapNote> Notes => _notes;

    public int Points { get; set; }

    public bool IsFull => _problems.Count >= Limits.MaxProblems;

    public void Problem(CapNode node, string reason, string what, string why, string todo)
    {
        // The path is not made once there are enough: it costs a walk over the siblings.
        if (!IsFull)
        {
            Problem(node.Path, reason, what, why, todo);
        }
    }

    public void Problem(string path, string reason, string what, string why, string todo)
    {
        if (!IsFull)
        {
            _problems.Add(_problems.Count == Limits.MaxProblems - 1
                ? new CapProblem(path, CapReason.TooMany, "There are more problems than are listed.", $"The list ends after {Limits.MaxProblems}.", "Mend those above and send it again.")
                : new CapProblem(path, reason, what, why, todo));
        }
    }

    public void Note(CapNode node, string reason, string text)
    {
        if (_notes.Count < Limits.MaxProblems)
        {
            Note(node.Path, reason, text);
        }
    }

    public void Note(string path, string reason, string text)
    {
        if (_notes.Count < Limits.MaxProblems)
        {
            _notes.Add(_notes.Count == Limits.MaxProblems - 1
                ? new CapNote(path, CapReason.TooMany, $"There are more notes than are listed: the list ends after {Limits.MaxProblems}.")
                : new CapNote(path, reason, text));
        }
    }

    /// <summary>What came in, short enough to be shown.</summary>
    public static string Show(string text)
    {
        const int Longest = 60;
        int length = text.Length <= Longest ? text.Length : char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest;
        string line = string.Concat(text.Take(length).Select(c => char.IsControl(c) ? ' ' : c));
        return length == text.Length ? line : line + "…";
    }
}
