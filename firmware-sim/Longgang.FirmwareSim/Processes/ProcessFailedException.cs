namespace Longgang.FirmwareSim.Processes;

/// <summary>A process ended that should run, or did not become ready. The message carries its last log lines.</summary>
public sealed class ProcessFailedException(string message) : Exception(message);
