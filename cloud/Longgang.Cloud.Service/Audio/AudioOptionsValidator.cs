using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Audio;

/// <summary>Checks <see cref="AudioOptions"/>, all errors at once.</summary>
public sealed class AudioOptionsValidator : IValidateOptions<AudioOptions>
{
    private const long Kibi = 1024;
    private const long Mebi = 1024 * Kibi;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AudioOptions options)
    {
        var errors = new List<string>();
        if (options.Folder.Length == 0)
        {
            errors.Add($"{AudioOptions.Section}:Folder is missing: name the folder of the recordings, or leave it out for 'audio' beside the configuration.");
        }
        else if (File.Exists(options.Folder))
        {
            errors.Add($"{AudioOptions.Section}:Folder '{options.Folder}' is a file: name a folder.");
        }

        if (options.MaxFileBytes is < 64 * Kibi or > 32 * Mebi)
        {
            errors.Add($"{AudioOptions.Section}:MaxFileBytes {options.MaxFileBytes} must be {64 * Kibi}…{32 * Mebi}, as boxes take no more.");
        }

        if (options.MaxTotalBytes is < Mebi or > Mebi * Mebi)
        {
            errors.Add($"{AudioOptions.Section}:MaxTotalBytes {options.MaxTotalBytes} must be {Mebi}…{Mebi * Mebi}.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
