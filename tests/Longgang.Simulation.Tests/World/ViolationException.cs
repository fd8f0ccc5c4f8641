namespace Longgang.Simulation.Tests.World;

/// <summary>A guarantee did not hold.</summary>
internal sealed class ViolationException(string what) : Exception(what);
