using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Alerts;

/// <summary>Two alerts with the same key within the window are one: the same person, at the same place, for the same cause.</summary>
public readonly record struct AlertMergeKey(UInt128 Person, string Area, AlertCategory Category);
