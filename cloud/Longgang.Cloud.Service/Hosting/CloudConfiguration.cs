namespace Longgang.Cloud.Service.Hosting;

/// <summary>Reads <c>--config FILE</c>, then environment variables, then arguments; the later ones override.</summary>
internal static class CloudConfiguration
{
    public static ConfigurationBase Load(ConfigurationManager configuration, string[] args)
    {
        var rest = new List<string>();
        string? file = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--config")
            {
                file = i + 1 < args.Length ? args[++i] : throw new ConfigurationErrorException("--config needs a file.");
            }
            else if (args[i].StartsWith("--config=", StringComparison.Ordinal))
            {
                file = args[i]["--config=".Length..];
            }
            else
            {
                rest.Add(args[i]);
            }
        }

        string directory = Directory.GetCurrentDirectory();
        if (file is not null)
        {
            string path = Path.GetFullPath(file);
            directory = Path.GetDirectoryName(path)!;
            try
            {
                configuration.AddJsonStream(new MemoryStream(File.ReadAllBytes(path)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ConfigurationErrorException($"--config '{file}' cannot be read: {e.Message}");
            }
            catch (Exception e) when (e is FormatException or InvalidDataException or System.Text.Json.JsonException)
            {
                throw new ConfigurationErrorException($"--config '{file}' is not JSON: {(e.InnerException ?? e).Message}");
            }
        }

        configuration.AddEnvironmentVariables();
        try
        {
            configuration.AddCommandLine([.. rest]);
        }
        catch (FormatException e)
        {
            throw new ConfigurationErrorException(e.Message);
        }

        return new ConfigurationBase(directory);
    }
}
