using Longgang.FirmwareSim.Measure;

namespace Longgang.FirmwareSim.Speakers.Bare;

/// <summary>A fan-out as its publisher saw it.</summary>
/// <param name="Messages">Messages published.</param>
/// <param name="Speakers">Loudspeakers that had to answer.</param>
/// <param name="Started">That did.</param>
/// <param name="Doubled">Answers that came again.</param>
/// <param name="StartedMs">From before the first publication to each <c>started</c>; its maximum is the last one's.</param>
public sealed record FanoutResult(int Messages, int Speakers, int Started, int Doubled, LatencySummary StartedMs)
{
    public bool Complete => Started == Speakers;
}
