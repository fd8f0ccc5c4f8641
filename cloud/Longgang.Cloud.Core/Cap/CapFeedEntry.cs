namespace Longgang.Cloud.Core.Cap;

/// <summary>A document in a feed.</summary>
/// <param name="Alert">What it says.</param>
/// <param name="Address">Where it lies, absolute, for ever: it is also the entry's name.</param>
public sealed record CapFeedEntry(CapAlert Alert, Uri Address);
