
namespace Longgang.Edge.Gateway.Configuration;

/// <summary>Merges file, environment and arguments, in rising order of precedence.</summary>
/// <param name="Root">The merged configuration, as it was written.</param>
/// <param name="BaseDirectory">Where the configuration file lies; what relative paths are relative to.</param>
public sealed record GatewayConfiguration(IConfigurationRoot Root, string BaseDirectory)
{
    /// <summary>Reads the sources that <paramref name="arguments"/> name.</summary>
    /// <param name="arguments"><c>--config FILE</c> and any <c>--Section:Key=value</c>.</param>
    /// <param name="error">Why there is no configuration, for people; null when there is one.</param>
    public static GatewayConfiguration? Load(IReadOnlyList<string> arguments, out string? error)
    {
        var rest = new List<string>();
        string? file = null;
        error = null;
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            if (argument == "--config" && i + 1 < arguments.Count)
            {
                file = arguments[++i];
            }
            else if (argument.StartsWith("--config=", StringComparison.Ordinal))
            {
                file = argument["--config=".Length..];
            }
            else if (argument.StartsWith("--", StringComparison.Ordinal) && argument.Contains(':', StringComparison.Ordinal))
            {
                rest.Add(argument);
                if (!argument.Contains('=', StringComparison.Ordinal) && i + 1 < arguments.Count)
                {
                    rest.Add(arguments[++i]);
                }
            }
            else
            {
                error = $"{argument}: not an argument of this program (--config FILE, --Section:Key=value)";
                return null;
            }
        }

        string directory = Directory.GetCurrentDirectory();
        var builder = new ConfigurationBuilder();
        if (file is not null)
        {
            string path = Path.GetFullPath(file);
            if (!File.Exists(path))
            {
                error = $"--config: there is no file {path}";
                return null;
            }

            directory = Path.GetDirectoryName(path)!;
            builder.AddJsonFile(path, optional: false, reloadOnChange: false);
        }

        builder.AddEnvironmentVariables().AddCommandLine([.. rest]);
        try
        {
            return new GatewayConfiguration(builder.Build(), directory);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            error = $"{file}: {(e.InnerException ?? e).Message}";
            return null;
        }
    }

    /// <summary>The same with every path made absolute, for those who bind it.</summary>
    public IConfigurationRoot WithFullPaths()
    {
        var paths = new Dictionary<string, string?> { ["Screening:PolicyFile"] = ForeignOptions.DefaultPolicyFile };
        foreach (string key in ForeignOptions.Paths)
        {
            if (Root[key] is { Length: > 0 } path)
            {
                paths[key] = Path.GetFullPath(path, BaseDirectory);
            }
        }

        return new ConfigurationBuilder().AddConfiguration(Root).AddInMemoryCollection(paths).Build();
    }
}
