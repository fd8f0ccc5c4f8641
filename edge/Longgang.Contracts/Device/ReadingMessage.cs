namespace Longgang.Contracts.Device;

/// <summary>A valid sensor reading.</summary>
public sealed record ReadingMessage(ulong Epoch, ulong Sequence, DateTimeOffset? Time, string Quantity, double Value, string Unit);
