namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>What the box's own audio is: 16 bit, one channel, 16 kHz (docs/wire.md).</summary>
internal static class ClipFormat
{
    /// <summary>Samples a second.</summary>
    public const int Rate = 16_000;

    /// <summary>How long so many bytes of samples play.</summary>
    public static TimeSpan DurationOf(long bytes) => TimeSpan.FromSeconds(bytes / 2 / (double)Rate);
}
