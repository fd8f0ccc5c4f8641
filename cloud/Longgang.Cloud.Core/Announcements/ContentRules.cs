using System.Globalization;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>What contents have to be like.</summary>
internal static class ContentRules
{
    private const int MaxText = 2_000;
    private const long MaxAudioBytes = 32L * 1024 * 1024;
    private const int HashDigits = 64;

    private static readonly string[] _languages = ["zh-CN", "yue", "en"];
    private static readonly TimeSpan _longestAudio = TimeSpan.FromMinutes(15);

    public static void Check(string field, IReadOnlyList<AnnouncementContent> contents, List<AnnouncementProblem> problems)
    {
        if (contents.Count == 0)
        {
            problems.Add(new(field, "There is nothing to say.", "Write a text or choose a recording for at least one language."));
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < contents.Count; i++)
        {
            Check(string.Create(CultureInfo.InvariantCulture, $"{field}[{i}]"), contents[i], seen, problems);
        }
    }

    private static void Check(string field, AnnouncementContent content, HashSet<string> seen, List<AnnouncementProblem> problems)
    {
        if (!_languages.Contains(content.Language))
        {
            problems.Add(new(field + ".language", $"'{content.Language}' is no language that speakers are made for.", $"Choose one of {string.Join(", ", _languages)}."));
        }
        else if (!seen.Add(content.Language))
        {
            problems.Add(new(field + ".language", $"{content.Language} is there twice.", "Leave one content for each language."));
        }

        if (content.Text is null == content.Audio is null)
        {
            problems.Add(new(field, "It has neither or both of text and audio, so it is not clear what is played.", "Give it a text or a recording."));
        }

        if (content.Text is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > MaxText || text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'))))
        {
            problems.Add(new(field + ".text", "It is empty, too long or has control characters that nobody can speak.", $"Write 1 to {MaxText} characters."));
        }

        if (content.Audio is { } audio)
        {
            Check(field + ".audio", audio, problems);
        }
    }

    private static void Check(string field, AudioAsset audio, List<AnnouncementProblem> problems)
    {
        if (audio.Sha256.Length != HashDigits || !audio.Sha256.All(char.IsAsciiHexDigitLower))
        {
            problems.Add(new(field + ".sha256", "It is not a SHA-256, so boxes could not fetch it.", $"Give {HashDigits} lower-case hex digits, as the upload answered."));
        }

        if (audio.Bytes is < 1 or > MaxAudioBytes)
        {
            problems.Add(new(field + ".bytes", $"{audio.Bytes} bytes are nothing, or more than {MaxAudioBytes}, which boxes take.", "Upload a shorter recording."));
        }

        if (audio.MediaType != "audio/wav")
        {
            problems.Add(new(field + ".mediaType", $"Speakers do not play '{audio.MediaType}'.", "Upload audio/wav, 16 bit, one channel, 16 kHz."));
        }

        if (audio.Duration <= TimeSpan.Zero || audio.Duration > _longestAudio)
        {
            problems.Add(new(field + ".duration", "It has no length, or plays for more than 15 minutes.", "Upload a shorter recording."));
        }
    }
}
