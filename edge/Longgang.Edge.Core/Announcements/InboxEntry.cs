namespace Longgang.Edge.Core.Announcements;

/// <summary>An entry of the inbox.</summary>
/// <param name="Key">At most 100 ASCII characters.</param>
/// <param name="Content">At most 1 MiB; empty: the entry is removed.</param>
public readonly record struct InboxEntry(string Key, ReadOnlyMemory<byte> Content);
