namespace Longgang.Cloud.Service.Hosting;

/// <summary>Where relative paths of the configuration start: beside its file.</summary>
/// <param name="Directory">Full path.</param>
public sealed record ConfigurationBase(string Directory)
{
    /// <summary>The full path of a configured one; empty stays empty.</summary>
    public string Resolve(string? path) => string.IsNullOrWhiteSpace(path) ? string.Empty : Path.GetFullPath(path, Directory);
}
