namespace Longgang.Cloud.Service.Api;

/// <summary>A run of lane sequences that are lost.</summary>
/// <param name="First">Its first sequence.</param>
/// <param name="Last">Its last sequence.</param>
public sealed record LostRangeJson(long First, long Last);
