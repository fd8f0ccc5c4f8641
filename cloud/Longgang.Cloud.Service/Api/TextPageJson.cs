namespace Longgang.Cloud.Service.Api;

/// <summary>A page of a list whose cursor is a name.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null: this is the last one.</param>
public sealed record TextPageJson<T>(IReadOnlyList<T> Items, string? Next);
