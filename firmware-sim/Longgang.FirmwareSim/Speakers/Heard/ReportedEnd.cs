namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>What the cloud says became of an announcement at a loudspeaker.</summary>
/// <param name="State">
/// A word of docs/wire.md: <c>accepted</c>, <c>started</c>, <c>finished</c>, <c>failed</c>, <c>expired</c>, <c>preempted</c>, <c>cancelled</c>,
/// <c>unreachable</c>.
/// </param>
/// <param name="Reason">The reason's first word, if there is one.</param>
/// <param name="ByBox">The box says it, not the speaker.</param>
public sealed record ReportedEnd(string State, string? Reason = null, bool ByBox = false);
