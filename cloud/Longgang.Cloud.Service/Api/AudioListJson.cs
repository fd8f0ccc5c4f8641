namespace Longgang.Cloud.Service.Api;

/// <summary>All recordings.</summary>
/// <param name="Items">In the order of hashes.</param>
public sealed record AudioListJson(IReadOnlyList<AudioJson> Items);
