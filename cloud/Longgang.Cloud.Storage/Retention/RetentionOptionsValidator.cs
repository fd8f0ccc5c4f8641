using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Retention;

/// <summary>Checks <see cref="RetentionOptions"/>, all errors at once.</summary>
public sealed class RetentionOptionsValidator : IValidateOptions<RetentionOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RetentionOptions options)
    {
        var errors = new List<string>();
        if (options.Scans < TimeSpan.FromMinutes(1) || options.Scans > TimeSpan.FromDays(3653))
        {
            errors.Add($"{RetentionOptions.Section}:Scans {options.Scans} must be 00:01:00…3653.00:00:00.");
        }

        if (options.Quarantine < TimeSpan.FromMinutes(1) || options.Quarantine > TimeSpan.FromDays(3653))
        {
            errors.Add($"{RetentionOptions.Section}:Quarantine {options.Quarantine} must be 00:01:00…3653.00:00:00.");
        }

        if (options.SweepInterval < TimeSpan.FromMilliseconds(10) || options.SweepInterval > TimeSpan.FromHours(1))
        {
            errors.Add($"{RetentionOptions.Section}:SweepInterval {options.SweepInterval} must be 00:00:00.010…01:00:00.");
        }

        if (options.SweepRows is < 100 or > 100_000)
        {
            errors.Add($"{RetentionOptions.Section}:SweepRows {options.SweepRows} must be 100…100000.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
