using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage;

/// <summary>Checks <see cref="StorageOptions"/>.</summary>
public sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, StorageOptions options) =>
        options.Kind is StorageOptions.Sqlite or StorageOptions.Postgres
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{StorageOptions.Section}:Kind '{options.Kind}' must be {StorageOptions.Sqlite} or {StorageOptions.Postgres}.");
}
