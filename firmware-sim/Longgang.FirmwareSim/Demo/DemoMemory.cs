namespace Longgang.FirmwareSim.Demo;

/// <summary>Peak resident memory in MiB; of all replicas of the cloud together. The broker's is 0 when it is in the cloud's process.</summary>
public sealed record DemoMemory(double Cloud, double Broker, IReadOnlyList<double> Gateways, double Fleet, double HealthCode);
