using System.Collections.Frozen;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>What raises an alert, and how bad it is.</summary>
/// <param name="MergeWindow">A repeat by the same person at the same place within this is the same alert.</param>
/// <param name="Categories">Severity by category; a category that is not named raises nothing.</param>
/// <param name="DeviceFlags">Severity by keep-alive flag (<c>fire</c>, <c>tamper</c>, …); a flag that is not named raises nothing.</param>
public sealed record AlertRules(TimeSpan MergeWindow, FrozenDictionary<AlertCategory, Severity> Categories, FrozenDictionary<string, Severity> DeviceFlags);
