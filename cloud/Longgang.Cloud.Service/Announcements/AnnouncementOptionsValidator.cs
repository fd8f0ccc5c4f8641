using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Checks <see cref="AnnouncementOptions"/> and the key that they name, all errors at once.</summary>
public sealed class AnnouncementOptionsValidator : IValidateOptions<AnnouncementOptions>
{
    private const int MaxName = 64;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AnnouncementOptions options)
    {
        var errors = new List<string>();
        const string section = AnnouncementOptions.Section;
        if (options.SigningKeyFile.Length > 0)
        {
            if (options.SigningKeyName.Length is 0 or > MaxName)
            {
                errors.Add($"{section}:SigningKeyName is missing or longer than {MaxName} characters: write the name under which boxes know the public key, e.g. cloud-2022.");
            }

            if (SigningKey.FindProblem(options.SigningKeyFile) is { } problem)
            {
                errors.Add($"{section}:SigningKeyFile {problem}");
            }
        }
        else if (options.SigningKeyName.Length > 0)
        {
            errors.Add($"{section}:SigningKeyFile is missing beside SigningKeyName: name the file. {SigningKey.Remedy}");
        }

        errors.AddRange(QuietHoursConfiguration.Read(options).Errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
