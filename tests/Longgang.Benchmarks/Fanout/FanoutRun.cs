namespace Longgang.Benchmarks.Fanout;

/// <summary>One announcement, sent and called back. Times in milliseconds.</summary>
/// <param name="AtCloudMs">From the call that sends it to the live feed saying that all have begun; infinite: it never did.</param>
/// <param name="AnsweredMs">How long that call took until its answer.</param>
/// <param name="BoxMs">From that call to the last <c>started</c> being durable at its box, by the machine's clock.</param>
/// <param name="Began">From that call to each speaker's first sound, by the speakers' own record.</param>
/// <param name="Stopped">From the call that retracts to each speaker's silence, likewise.</param>
/// <param name="Lost">Speakers that did not begin, or of which the cloud does not know it.</param>
/// <param name="Duplicated">Speakers that began more than once.</param>
/// <param name="PlaysOn">Speakers that the retraction did not stop.</param>
/// <param name="Load">The machine's load average over the last minute when it began.</param>
internal sealed record FanoutRun(
    double AtCloudMs, double AnsweredMs, double BoxMs, FanoutTimes Began, FanoutTimes Stopped, int Lost, int Duplicated, int PlaysOn, double Load);
