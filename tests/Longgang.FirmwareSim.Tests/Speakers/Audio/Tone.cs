namespace Longgang.FirmwareSim.Tests.Speakers.Audio;

/// <summary>Something to play.</summary>
internal static class Tone
{
    public static short[] Samples(int count, int sampleRate = 16_000) =>
        [.. Enumerable.Range(0, count).Select(i => (short)(12_000 * Math.Sin(Math.Tau * 440 * i / sampleRate)))];
}
