using System.Text;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>How long it takes to say a text.</summary>
public static class SpeechLength
{
    private const int FirstOfEastAsia = 0x2E80;
    private const double MsOfASyllable = 1000 / 4.5; // of Chinese as it is read out in public places
    private const double MsOfALetter = 1000 / 14.0;
    private const long Shortest = 300;

    /// <summary>In milliseconds. A Chinese character is a syllable, everything else counts by letters.</summary>
    public static long Of(string text)
    {
        double ms = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            ms += rune.Value >= FirstOfEastAsia ? MsOfASyllable : MsOfALetter;
        }

        return Math.Max(Shortest, (long)Math.Round(ms));
    }
}
