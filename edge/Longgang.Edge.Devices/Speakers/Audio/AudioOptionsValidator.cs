using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>Validates <see cref="AudioOptions"/>, every error at once.</summary>
public sealed class AudioOptionsValidator : IValidateOptions<AudioOptions>
{
    private const double Day = 86_400;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AudioOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            errors.Add("Speakers:Audio:Directory is missing: where audio is kept.");
        }

        if (options.BaseAddress.Length > 0
            && (!Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps)))
        {
            errors.Add("Speakers:Audio:BaseAddress must be an http or https address, or be left out.");
        }

        Range(errors, nameof(options.LimitBytes), options.LimitBytes, 1L << 20, 1L << 40);
        Range(errors, nameof(options.MaxFileBytes), options.MaxFileBytes, 64L << 10, 1L << 30);
        Range(errors, nameof(options.Retries), options.Retries, 0, 100);
        Range(errors, nameof(options.BreakAtLeast), options.BreakAtLeast, 2, 1000);
        Range(errors, nameof(options.HoldFor), options.HoldFor, 60, Day);
        Range(errors, nameof(options.TotalTimeout), options.TotalTimeout, 1, Day);
        Range(errors, nameof(options.AttemptTimeout), options.AttemptTimeout, 1, Day);
        Range(errors, nameof(options.StallTimeout), options.StallTimeout, 0.1, 600);
        Range(errors, nameof(options.RetryDelay), options.RetryDelay, 0, 30);
        Range(errors, nameof(options.BreakSampling), options.BreakSampling, 0.5, 600);
        Range(errors, nameof(options.BreakFor), options.BreakFor, 0.5, 600);
        if (options.MaxFileBytes > options.LimitBytes)
        {
            errors.Add("Speakers:Audio:MaxFileBytes must not be more than Speakers:Audio:LimitBytes.");
        }

        if (options.AttemptTimeout > options.TotalTimeout)
        {
            errors.Add("Speakers:Audio:AttemptTimeout must not be more than Speakers:Audio:TotalTimeout.");
        }

        if (options.BreakAtFailureRatio is not (>= 0.05 and <= 1))
        {
            errors.Add("Speakers:Audio:BreakAtFailureRatio must be from 0.05 to 1.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Range(List<string> errors, string key, TimeSpan value, double minSeconds, double maxSeconds)
    {
        if (value < TimeSpan.FromSeconds(minSeconds) || value > TimeSpan.FromSeconds(maxSeconds))
        {
            errors.Add($"Speakers:Audio:{key} must be from {minSeconds} to {maxSeconds} s.");
        }
    }

    private static void Range(List<string> errors, string key, long value, long min, long max)
    {
        if (value < min || value > max)
        {
            errors.Add($"Speakers:Audio:{key} must be from {min} to {max}.");
        }
    }
}
