namespace Longgang.FirmwareSim.Devices;

/// <summary>What a box said about a scan: a verdict, or why it was refused.</summary>
/// <param name="Epoch">The epoch, 0 when the answer names none.</param>
/// <param name="Sequence">The sequence number, 0 when the answer names none.</param>
/// <param name="Verdict">The verdict, or null.</param>
/// <param name="Refused">The refusal's name, or null.</param>
public readonly record struct BoxAnswer(ulong Epoch, ulong Sequence, string? Verdict, string? Refused);
