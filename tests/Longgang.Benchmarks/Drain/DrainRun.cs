namespace Longgang.Benchmarks.Drain;

/// <summary>What one run of one subject has measured.</summary>
/// <param name="TakenIn">Events acknowledged to devices a second, the time between the kill and the first acknowledgement after it aside.</param>
/// <param name="BackMs">From the kill to the first acknowledgement after it.</param>
/// <param name="Drained">Events arriving at the far end a second, from the first arrival to the last.</param>
/// <param name="Lost">Acknowledged and never arrived.</param>
/// <param name="Duplicated">Arrivals beyond the first, shown or recognised by the far end.</param>
/// <param name="PeakRssMiB">Most resident memory of the box.</param>
/// <param name="CpuSeconds">Processor time of the box, all of its lives together.</param>
internal sealed record DrainRun(double TakenIn, double BackMs, double Drained, long Lost, long Duplicated, double PeakRssMiB, double CpuSeconds);
