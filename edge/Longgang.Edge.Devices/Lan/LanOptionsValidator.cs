using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Lan;

/// <summary>Validates <see cref="LanOptions"/>.</summary>
public sealed class LanOptionsValidator : IValidateOptions<LanOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LanOptions options) => string.IsNullOrWhiteSpace(options.DevicesFile)
        ? ValidateOptionsResult.Fail("Lan:DevicesFile is missing: the path of devices.json.")
        : ValidateOptionsResult.Success;
}
