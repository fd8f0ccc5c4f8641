using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>How far an occurrence has come in an area.</summary>
/// <param name="Area">Area code; empty: speakers whose area is not known.</param>
/// <param name="Speakers">How many are to play it there.</param>
/// <param name="States">How many stand where; unspecified: sent, and nothing heard yet.</param>
public sealed record AreaCoverage(string Area, int Speakers, IReadOnlyDictionary<ReceiptState, int> States);
