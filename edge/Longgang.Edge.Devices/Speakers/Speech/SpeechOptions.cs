namespace Longgang.Edge.Devices.Speakers.Speech;

/// <summary>The program that speaks texts (<c>Speakers:Speech</c>).</summary>
public sealed class SpeechOptions
{
    /// <summary>
    /// Program and arguments, parted by blanks; no shell reads it. <c>{voice}</c> is replaced; the text comes on standard input in UTF-8, and a WAV file is expected on standard output.
    /// Default <c>espeak-ng -v {voice} --stdout</c>.
    /// </summary>
    public string Command { get; set; } = "espeak-ng -v {voice} --stdout";

    /// <summary>The program's voice for each language (BCP 47); <c>zh</c> serves <c>zh-CN</c> too unless that has one of its own. Defaults for Mandarin, Cantonese and English; espeak-ng's plain <c>cmn</c> reads Chinese characters as English.</summary>
    public Dictionary<string, string> Voices { get; } = new(StringComparer.OrdinalIgnoreCase) { ["zh"] = "cmn-latn-pinyin", ["yue"] = "yue", ["en"] = "en" };

    /// <summary>Longest time for one text; then the program is killed. Default 30 s, 1 s to 10 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes that the program may give; then it is killed. Default 32 MiB, 64 KiB to 256 MiB.</summary>
    public int MaxOutputBytes { get; set; } = 32 << 20;

    /// <summary>Longest text, characters. Default 4,000, 1 to 100,000.</summary>
    public int MaxTextLength { get; set; } = 4_000;

    /// <summary>Programs that may run at once. Default 2, 1 to 16.</summary>
    public int Parallel { get; set; } = 2;
}
