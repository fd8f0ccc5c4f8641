namespace Longgang.Cloud.Service.Api;

/// <summary>One line of the export.</summary>
/// <param name="Id">Grows with every stored event.</param>
/// <param name="Gateway">The box.</param>
/// <param name="Device">The device.</param>
/// <param name="Epoch">Device epoch.</param>
/// <param name="Seq">Device sequence.</param>
public sealed record ExportedEventJson(long Id, string Gateway, string Device, long Epoch, long Seq);
