using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Speech;

/// <summary>Validates <see cref="SpeechOptions"/>, every error at once.</summary>
public sealed class SpeechOptionsValidator : IValidateOptions<SpeechOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SpeechOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Command))
        {
            errors.Add("Speakers:Speech:Command is missing: a program and its arguments, e.g. espeak-ng -v {voice} --stdout.");
        }

        foreach ((string language, string voice) in options.Voices)
        {
            if (voice.Length == 0 || voice[0] == '-' || voice.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                errors.Add($"Speakers:Speech:Voices:{language} must be the name of a voice: not empty, without blanks, not beginning with a hyphen.");
            }
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(10))
        {
            errors.Add("Speakers:Speech:Timeout must be from 1 s to 10 min.");
        }

        if (options.MaxOutputBytes is < 64 << 10 or > 256 << 20)
        {
            errors.Add("Speakers:Speech:MaxOutputBytes must be from 65536 to 268435456.");
        }

        if (options.MaxTextLength is < 1 or > 100_000)
        {
            errors.Add("Speakers:Speech:MaxTextLength must be from 1 to 100000.");
        }

        if (options.Parallel is < 1 or > 16)
        {
            errors.Add("Speakers:Speech:Parallel must be from 1 to 16.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
