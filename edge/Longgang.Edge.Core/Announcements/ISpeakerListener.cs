using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements;

/// <summary>Hears of speakers. Callable from any thread; never blocks.</summary>
public interface ISpeakerListener
{
    /// <summary>A speaker came, went, or said what it can speak.</summary>
    /// <param name="device">The speaker.</param>
    /// <param name="reach">Whether it can be told something now.</param>
    /// <param name="languages">What it can speak by itself, BCP 47 tags.</param>
    void Reached(string device, Reach reach, IReadOnlyList<string> languages);

    /// <summary>An order did not reach the speaker: nothing of the attempt was or will be heard.</summary>
    /// <param name="device">The speaker.</param>
    /// <param name="attempt">The attempt.</param>
    /// <param name="reason">A word of docs/wire.md.</param>
    void NotReached(string device, UInt128 attempt, string reason);

    /// <summary>A speaker answered, or the box itself has seen what became of the attempt. Completes when it is durable: then the speaker may be told so.</summary>
    /// <param name="device">The speaker.</param>
    /// <param name="receipt">What it said.</param>
    /// <param name="evidence">Who says it.</param>
    /// <param name="cancellationToken">Gives up waiting; what was said stays said.</param>
    ValueTask AnsweredAsync(string device, SpeakerReceiptMessage receipt, Evidence evidence, CancellationToken cancellationToken);
}
