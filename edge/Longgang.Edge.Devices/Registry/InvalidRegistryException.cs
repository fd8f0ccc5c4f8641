namespace Longgang.Edge.Devices.Registry;

/// <summary>The device registry cannot be used and there is no earlier one.</summary>
public sealed class InvalidRegistryException(string file, IReadOnlyList<string> errors)
    : Exception($"Lan:DevicesFile {file} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, errors.Select(error => "  " + error))}")
{
    /// <summary>Everything that is wrong with it.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
