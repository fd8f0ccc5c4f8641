using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>
/// Writes what a few loudspeakers played as WAV files. What they spoke by themselves is silence of its length: nobody synthesises it here.
/// </summary>
/// <param name="folder">Where the files go; null for none.</param>
/// <param name="speakers">Who records.</param>
public sealed class HeardRecorder(string? folder, IReadOnlySet<string> speakers)
{
    /// <summary>Whether this loudspeaker records.</summary>
    public bool Records(string speaker) => folder is not null && speakers.Contains(speaker);

    /// <summary>Writes as much of a play as was heard; returns the file, or null when there is nothing to write.</summary>
    public string? Write(string speaker, string name, CurrentPlay play, long heardMs)
    {
        if (!Records(speaker) || !Array.Exists(play.Audio, audio => audio?.Samples is not null))
        {
            return null;
        }

        var heard = new short[(int)(Math.Min(heardMs, play.LengthMs) * WavScanner.SampleRate / 1000)];
        int at = 0;
        for (int i = 0; i < play.Audio.Length && at < heard.Length; i++)
        {
            if (play.Audio[i]?.Samples is { } samples)
            {
                int count = Math.Min(samples.Length, heard.Length - at);
                samples.AsSpan(0, count).CopyTo(heard.AsSpan(at));
                at += samples.Length;
            }
            else
            {
                at += (int)(SpeechLength.Of(play.Command.Items[i].Text ?? string.Empty) * WavScanner.SampleRate / 1000);
            }
        }

        return Write(speaker, name, heard, WavScanner.SampleRate);
    }

    /// <summary>Writes samples; returns the file.</summary>
    public string? Write(string speaker, string name, ReadOnlySpan<short> samples, int sampleRate)
    {
        if (!Records(speaker))
        {
            return null;
        }

        string path = Path.Combine(folder!, $"{speaker}.{name}.wav");
        File.WriteAllBytes(path, WavFile.Encode(samples, sampleRate));
        return path;
    }
}
