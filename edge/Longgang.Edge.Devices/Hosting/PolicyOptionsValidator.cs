using Longgang.Edge.Core.Rules;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Hosting;

/// <summary>Validates <see cref="PolicyOptions"/>.</summary>
internal sealed class PolicyOptionsValidator : IValidateOptions<PolicyOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PolicyOptions options) => string.IsNullOrWhiteSpace(options.PolicyFile)
        ? ValidateOptionsResult.Fail("Screening:PolicyFile is missing: the path of the screening policy.")
        : ValidateOptionsResult.Success;
}
