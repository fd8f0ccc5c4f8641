namespace Longgang.Cloud.Core.Cap;

/// <summary>A value and the system that it belongs to (CAP 1.2: eventCode, parameter, geocode).</summary>
/// <param name="Name">Name of the system.</param>
/// <param name="Value">Its value.</param>
public sealed record CapNamedValue(string Name, string Value);
