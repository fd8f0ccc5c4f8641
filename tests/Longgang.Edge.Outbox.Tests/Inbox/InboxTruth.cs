using System.Globalization;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>What an inbox may hold after a kill or a power cut, by what was begun and what was told to be durable.</summary>
internal sealed class InboxTruth
{
    // Of each key the last version that was durable, and those that were begun after it. Numbers that five divides are removals.
    private readonly Dictionary<string, List<int>> _possible = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _found = new(StringComparer.Ordinal);

    internal int Durable { get; private set; }

    internal int Highest { get; private set; }

    internal int Checks { get; private set; }

    internal void Begin(string key, int number)
    {
        if (!_possible.TryGetValue(key, out List<int>? versions))
        {
            _possible.Add(key, versions = [0]);
        }

        versions.Add(number);
        Highest = Math.Max(Highest, number);
    }

    internal void Confirm(string key, int number)
    {
        _possible[key] = [number];
        Durable++;
    }

    /// <summary>Judges what was found: of each key the last durable version or one that was begun after it, and pairs that were written together alike.</summary>
    internal void Check(IReadOnlyDictionary<string, int> found, string what)
    {
        Checks++;
        foreach ((string key, List<int> versions) in _possible.ToList())
        {
            string other = key.Replace(".a", ".b", StringComparison.Ordinal);
            int? number = found.TryGetValue(key, out int one) ? one : null;
            int? pair = found.TryGetValue(other, out int two) ? two : null;
            Assert.True(number == pair, $"{what}: {key} is {number}, {other}, written with it, is {pair}");
            int version = number ?? versions.Find(static one => one % 5 == 0);
            Assert.True(versions.Contains(version), $"{what}: {key} is {number}, possible were {string.Join(", ", versions)}");
            _possible[key] = [version]; // what was found is what the next life builds on
        }

        Assert.All(found.Keys, key => Assert.True(_possible.ContainsKey(key.Replace(".b", ".a", StringComparison.Ordinal)), $"{what}: {key} was never written"));
    }

    internal void Hear(string line)
    {
        string[] words = line.Split(' ');
        switch (words[0])
        {
            case "W":
                Begin(words[1], Number(words[2]));
                break;
            case "A":
                Confirm(words[1], Number(words[2]));
                break;
            case "E":
                _found[words[1]] = Number(words[2]);
                break;
            case "R":
                Check(_found, "after a kill");
                _found.Clear();
                break;
            default:
                Assert.Fail("a kill is no damage: " + line);
                break;
        }
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
