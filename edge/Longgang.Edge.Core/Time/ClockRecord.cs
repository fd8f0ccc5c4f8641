namespace Longgang.Edge.Core.Time;

/// <summary>Content of the file of <see cref="ClockMemory"/>.</summary>
internal sealed record ClockRecord(string Boot, ClockState State);
