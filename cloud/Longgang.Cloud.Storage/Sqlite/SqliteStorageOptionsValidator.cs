using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>Checks <see cref="SqliteStorageOptions"/>, all errors at once.</summary>
public sealed class SqliteStorageOptionsValidator : IValidateOptions<SqliteStorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SqliteStorageOptions options)
    {
        var errors = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Path))
        {
            errors.Add($"{SqliteStorageOptions.Section}:Path is missing: name the database file.");
        }
        else if (!Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(options.Path))))
        {
            errors.Add($"{SqliteStorageOptions.Section}:Path '{options.Path}' lies in a directory that does not exist: create it.");
        }

        if (options.MaxBytes is not 0 and < 1024 * 1024)
        {
            errors.Add($"{SqliteStorageOptions.Section}:MaxBytes {options.MaxBytes} must be 0 (no bound) or at least 1048576.");
        }

        if (options.CacheKibibytes is < 1024 or > 1024 * 1024)
        {
            errors.Add($"{SqliteStorageOptions.Section}:CacheKibibytes {options.CacheKibibytes} must be 1024…1048576.");
        }

        if (options.DeviceSnapshotInterval < TimeSpan.FromSeconds(1) || options.DeviceSnapshotInterval > TimeSpan.FromMinutes(10))
        {
            errors.Add($"{SqliteStorageOptions.Section}:DeviceSnapshotInterval {options.DeviceSnapshotInterval} must be 00:00:01…00:10:00.");
        }

        if (options.CheckpointMebibytes is < 1 or > 1024)
        {
            errors.Add($"{SqliteStorageOptions.Section}:CheckpointMebibytes {options.CheckpointMebibytes} must be 1…1024.");
        }

        if (options.VerifyMebibytes is < 0 or > 1024 * 1024)
        {
            errors.Add($"{SqliteStorageOptions.Section}:VerifyMebibytes {options.VerifyMebibytes} must be 0…1048576.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
