using Longgang.Edge.Core.Quarantine;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Validates <see cref="QuarantineOptions"/>, every error at once.</summary>
internal sealed class QuarantineOptionsValidator : IValidateOptions<QuarantineOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, QuarantineOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Directory))
        {
            errors.Add("Quarantine:Directory is missing: where malformed messages are kept.");
        }

        if (options.LimitBytes is < 64 << 10 or > 1 << 30)
        {
            errors.Add("Quarantine:LimitBytes must be from 65536 to 1073741824.");
        }

        if (options.PayloadBytes is < 0 or > 64 << 10)
        {
            errors.Add("Quarantine:PayloadBytes must be from 0 to 65536.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
