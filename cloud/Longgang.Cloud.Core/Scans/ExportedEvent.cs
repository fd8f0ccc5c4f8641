namespace Longgang.Cloud.Core.Scans;

/// <summary>The identity of a stored event that its device numbered.</summary>
/// <param name="Id">Grows with every stored event.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Device">The device.</param>
/// <param name="Epoch">Device epoch.</param>
/// <param name="Sequence">Device sequence.</param>
public readonly record struct ExportedEvent(long Id, string Gateway, string Device, long Epoch, long Sequence);
