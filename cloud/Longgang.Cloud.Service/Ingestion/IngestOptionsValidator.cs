using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Ingestion;

/// <summary>Checks <see cref="IngestOptions"/>, all errors at once.</summary>
public sealed class IngestOptionsValidator : IValidateOptions<IngestOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, IngestOptions options)
    {
        var errors = new List<string>();
        if (options.AlertQueue is < 16 or > 65536)
        {
            errors.Add($"{IngestOptions.Section}:AlertQueue {options.AlertQueue} must be 16…65536.");
        }

        if (options.RecordQueue is < 16 or > 65536)
        {
            errors.Add($"{IngestOptions.Section}:RecordQueue {options.RecordQueue} must be 16…65536.");
        }

        if (options.GroupEvents is < 1 or > 100_000)
        {
            errors.Add($"{IngestOptions.Section}:GroupEvents {options.GroupEvents} must be 1…100000.");
        }

        if (options.Spacing < TimeSpan.Zero || options.Spacing > TimeSpan.FromSeconds(1))
        {
            errors.Add($"{IngestOptions.Section}:Spacing {options.Spacing} must be 00:00:00…00:00:01.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
