namespace Longgang.FirmwareSim.Demo;

/// <summary>Processor time in seconds; of all replicas of the cloud together. The broker's is 0 when it is in the cloud's process.</summary>
public sealed record DemoProcessor(double Cloud, double Broker, IReadOnlyList<double> Gateways, double Fleet, double HealthCode);
