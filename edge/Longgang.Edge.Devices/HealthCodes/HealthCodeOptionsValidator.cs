using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.HealthCodes;

/// <summary>Validates <see cref="HealthCodeOptions"/>, every error at once.</summary>
public sealed class HealthCodeOptionsValidator : IValidateOptions<HealthCodeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HealthCodeOptions options)
    {
        var errors = new List<string>();
        if (!Uri.TryCreate(options.BaseAddress, UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            errors.Add("HealthCode:BaseAddress must be an http or https address.");
        }

        Range(errors, nameof(options.TotalTimeout), options.TotalTimeout, 0.1, 30);
        Range(errors, nameof(options.AttemptTimeout), options.AttemptTimeout, 0.05, 30);
        Range(errors, nameof(options.RetryDelay), options.RetryDelay, 0, 1);
        Range(errors, nameof(options.BreakSampling), options.BreakSampling, 0.5, 600);
        Range(errors, nameof(options.BreakFor), options.BreakFor, 0.5, 600);
        Range(errors, "Cache:FreshFor", options.Cache.FreshFor, 0, 3600);
        Range(errors, "Cache:NotFoundFor", options.Cache.NotFoundFor, 0, 600);
        Range(errors, nameof(options.Retries), options.Retries, 0, 5);
        Range(errors, nameof(options.BreakAtLeast), options.BreakAtLeast, 2, 1000);
        Range(errors, nameof(options.MaxConnections), options.MaxConnections, 1, 1000);
        Range(errors, "Cache:Capacity", options.Cache.Capacity, 100, 1_000_000);
        if (options.BreakAtFailureRatio is not (>= 0.05 and <= 1))
        {
            errors.Add("HealthCode:BreakAtFailureRatio must be from 0.05 to 1.");
        }

        if (options.AttemptTimeout > options.TotalTimeout)
        {
            errors.Add("HealthCode:AttemptTimeout must not be more than HealthCode:TotalTimeout.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void Range(List<string> errors, string key, TimeSpan value, double minSeconds, double maxSeconds)
    {
        if (value < TimeSpan.FromSeconds(minSeconds) || value > TimeSpan.FromSeconds(maxSeconds))
        {
            errors.Add($"HealthCode:{key} must be from {minSeconds} to {maxSeconds} s.");
        }
    }

    private static void Range(List<string> errors, string key, int value, int min, int max)
    {
        if (value < min || value > max)
        {
            errors.Add($"HealthCode:{key} must be from {min} to {max}.");
        }
    }
}
