namespace Longgang.Simulation.Tests.Box;

/// <summary>The process is dead; what is on the stack does not go on.</summary>
internal sealed class LifeEndedException : Exception;
