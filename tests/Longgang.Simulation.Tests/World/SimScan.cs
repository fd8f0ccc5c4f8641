namespace Longgang.Simulation.Tests.World;

/// <summary>What a device has seen: the truth that everything is compared with.</summary>
internal sealed record SimScan(string Device, ulong Epoch, ulong Sequence, bool IsRed, int Temperature)
{
    internal string Credential => $"{(IsRed ? "red" : "green")}-{Device}-{Epoch}-{Sequence}";
}
