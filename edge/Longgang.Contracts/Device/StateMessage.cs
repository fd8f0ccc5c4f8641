namespace Longgang.Contracts.Device;

/// <summary>A valid keep-alive.</summary>
/// <param name="Time">The device's clock, or null.</param>
/// <param name="Online">False when the device says goodbye.</param>
/// <param name="Firmware">Version, or empty.</param>
/// <param name="Buffered">Records that the device still holds itself.</param>
/// <param name="Flags">E.g. <c>fire</c>, <c>tamper</c>, <c>door-open-too-long</c>.</param>
public sealed record StateMessage(DateTimeOffset? Time, bool Online, string Firmware, uint Buffered, IReadOnlyList<string> Flags)
{
    /// <summary>What a speaker can speak by itself, BCP 47 tags; null when it does not say.</summary>
    public IReadOnlyList<string>? Languages { get; init; }
}
