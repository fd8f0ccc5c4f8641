using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Admission;

/// <summary>Who waits at the gate. Called as soon as a verdict is decided, before anything is durable; must return at once.</summary>
public interface IVerdictSink
{
    /// <summary>Whether the verdict reaches the gate only with the acknowledgement, so that a person stands and waits for the disk.</summary>
    bool AwaitsDurability => false;

    /// <summary>The verdict of a scan.</summary>
    void OnVerdict(VerdictJson verdict);
}
