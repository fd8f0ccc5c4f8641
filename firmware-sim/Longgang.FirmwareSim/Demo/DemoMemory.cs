namespace Longgang.FirmwareSim.Demo;

/// <summary>Peak resident memory in MiB.</summary>
public sealed record DemoMemory(double Cloud, IReadOnlyList<double> Gateways, double Fleet, double HealthCode);
