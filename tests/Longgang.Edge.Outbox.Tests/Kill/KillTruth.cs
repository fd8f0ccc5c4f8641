using System.Globalization;

namespace Longgang.Edge.Outbox.Tests.Kill;

/// <summary>What the killed processes said, and whether it fits together.</summary>
internal sealed class KillTruth
{
    private readonly Dictionary<string, ulong> _acknowledged = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ulong> _delivered = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Outbox, ulong First), string> _batches = [];
    private ulong _nextFirst = 1;

    internal int Acknowledged { get; private set; }

    internal ulong Events { get; private set; }

    internal (ulong Accepted, ulong Pending)? Final { get; private set; }

    internal void Hear(string line)
    {
        string[] words = line.Split(' ');
        switch (words[0])
        {
            case "C":
                // What was acknowledged to a device must be known to the lane after any death.
                ulong high = Number(words[2]);
                Assert.True(
                    high >= _acknowledged.GetValueOrDefault(words[1]), $"{words[1]}: {_acknowledged.GetValueOrDefault(words[1])} was acknowledged, the cursor stands at {high}");
                break;
            case "A":
                ulong sequence = Number(words[2]);
                Assert.Equal(_acknowledged.GetValueOrDefault(words[1]) is 0 ? sequence : Math.Max(sequence, _acknowledged[words[1]] + 1), sequence);
                _acknowledged[words[1]] = sequence;
                Acknowledged++;
                break;
            case "D":
                Deliver(words, line);
                break;
            case "S":
                Final = (Number(words[1]), Number(words[2]));
                break;
            default:
                break;
        }
    }

    /// <summary>After the last run, which drained the lane.</summary>
    internal void CheckComplete()
    {
        foreach ((string device, ulong sequence) in _acknowledged)
        {
            Assert.True(_delivered.GetValueOrDefault(device) >= sequence, $"{device}: {sequence} was acknowledged, only {_delivered.GetValueOrDefault(device)} came out: lost");
        }

        Assert.Equal((Events, 0UL), Final);
    }

    private void Deliver(string[] words, string line)
    {
        (string, ulong) key = (words[1], Number(words[2]));
        if (_batches.TryGetValue(key, out string? before))
        {
            Assert.Equal(before, line); // delivered again after a death: the same batch, to the letter
            return;
        }

        Assert.Equal(_nextFirst, key.Item2); // no gap, no overlap
        _batches.Add(key, line);
        _nextFirst += (ulong)(words.Length - 3);
        foreach (string word in words.AsSpan(3))
        {
            string device = word[..word.IndexOf(':', StringComparison.Ordinal)];
            ulong sequence = Number(word[(device.Length + 1)..]);

            // By one: nothing is missing, nothing doubled, nothing out of order.
            Assert.Equal(_delivered.GetValueOrDefault(device) + 1, sequence);
            _delivered[device] = sequence;
            Events++;
        }
    }

    private static ulong Number(string word) => ulong.Parse(word, CultureInfo.InvariantCulture);
}
