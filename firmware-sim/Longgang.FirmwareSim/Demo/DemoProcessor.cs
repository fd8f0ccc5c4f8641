namespace Longgang.FirmwareSim.Demo;

/// <summary>Processor time in seconds.</summary>
public sealed record DemoProcessor(double Cloud, IReadOnlyList<double> Gateways, double Fleet, double HealthCode);
