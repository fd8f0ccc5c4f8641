using Microsoft.Extensions.Options;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Checks <see cref="PostgresStorageOptions"/>, all errors at once.</summary>
public sealed class PostgresStorageOptionsValidator : IValidateOptions<PostgresStorageOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, PostgresStorageOptions options)
    {
        var errors = new List<string>();
        CheckConnectionString(options.ConnectionString, errors);
        if (options.PasswordFile.Length > 0 && !File.Exists(options.PasswordFile))
        {
            errors.Add($"{PostgresStorageOptions.Section}:PasswordFile '{options.PasswordFile}' does not exist.");
        }

        if (options.MaxConnections is < 4 or > 1000)
        {
            errors.Add($"{PostgresStorageOptions.Section}:MaxConnections {options.MaxConnections} must be 4…1000.");
        }

        if (options.CommandTimeout < TimeSpan.FromSeconds(1) || options.CommandTimeout > TimeSpan.FromMinutes(10))
        {
            errors.Add($"{PostgresStorageOptions.Section}:CommandTimeout {options.CommandTimeout} must be 00:00:01…00:10:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private static void CheckConnectionString(string text, List<string> errors)
    {
        const string Key = PostgresStorageOptions.Section + ":ConnectionString";
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.Add($"{Key} is missing: write Host=…;Database=…;Username=….");
            return;
        }

        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(parsed.Host))
            {
                errors.Add($"{Key} names no Host.");
            }

            if (string.IsNullOrEmpty(parsed.Database))
            {
                errors.Add($"{Key} names no Database.");
            }

            if (!string.IsNullOrEmpty(parsed.Password))
            {
                errors.Add($"{Key} holds a password: put it into a file and name that in {PostgresStorageOptions.Section}:PasswordFile.");
            }
        }
        catch (ArgumentException e)
        {
            errors.Add($"{Key} cannot be read: {e.Message}");
        }
    }
}
