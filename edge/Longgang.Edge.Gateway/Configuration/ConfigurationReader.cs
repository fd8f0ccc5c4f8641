using System.Globalization;
using System.Net;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>
/// Reads typed values by key, collects everything that is wrong instead of stopping at the first, and remembers what was
/// effective and what nobody asked for. By hand rather than by the framework's binder: that one stops at the first error and cannot
/// say where a value came from.
/// </summary>
/// <param name="configuration">The merged configuration.</param>
/// <param name="baseDirectory">What relative paths are relative to.</param>
public sealed class ConfigurationReader(IConfigurationRoot configuration, string baseDirectory)
{
    private readonly List<ConfigurationError> _errors = [];
    private readonly List<KeyValuePair<string, string>> _effective = [];
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Everything that was found wrong so far.</summary>
    public IReadOnlyList<ConfigurationError> Errors => _errors;

    /// <summary>Every value that was read, defaults included, in the order of reading. Holds names of secret files, never secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Effective => _effective;

    /// <summary>Adds an error that only the caller could find.</summary>
    public void Fail(string key, string problem) => _errors.Add(new ConfigurationError(key, SourceOf(key), problem));

    /// <summary>Whether anything is set at or below the key.</summary>
    public bool Exists(string key) => configuration.GetSection(key).Exists();

    /// <summary>The names directly below a key.</summary>
    public IReadOnlyList<string> Children(string key) => [.. configuration.GetSection(key).GetChildren().Select(child => child.Key)];

    /// <summary>A text; empty when it is missing and required, which is then an error.</summary>
    public string Text(string key, string? fallback = null)
    {
        if (Raw(key) is { Length: > 0 } value)
        {
            return Took(key, value);
        }

        if (fallback is null)
        {
            Fail(key, "is required");
            return "";
        }

        return Took(key, fallback);
    }

    /// <summary>A whole number within bounds.</summary>
    public long Number(string key, long fallback, long min, long max)
    {
        if (Raw(key) is not { Length: > 0 } raw)
        {
            Took(key, fallback.ToString(CultureInfo.InvariantCulture));
            return fallback;
        }

        if (!long.TryParse(raw, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) || value < min || value > max)
        {
            Fail(key, $"'{raw}' is not a whole number from {min} to {max}");
            return fallback;
        }

        Took(key, raw);
        return value;
    }

    /// <summary>A time span (<c>hh:mm:ss</c> or a number of seconds) within bounds.</summary>
    public TimeSpan Span(string key, TimeSpan fallback, TimeSpan min, TimeSpan max)
    {
        if (Raw(key) is not { Length: > 0 } raw)
        {
            Took(key, fallback.ToString("c", CultureInfo.InvariantCulture));
            return fallback;
        }

        TimeSpan value;
        bool valid = double.TryParse(raw, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds < 1e9
            ? (value = TimeSpan.FromSeconds(seconds)) >= TimeSpan.Zero
            : TimeSpan.TryParseExact(raw, "c", CultureInfo.InvariantCulture, out value);
        if (!valid || value < min || value > max)
        {
            Fail(key, $"'{raw}' is not a time from {min:c} to {max:c} (hh:mm:ss or seconds)");
            return fallback;
        }

        Took(key, value.ToString("c", CultureInfo.InvariantCulture));
        return value;
    }

    /// <summary>An <c>address:port</c> to listen on; null when it is missing and may be.</summary>
    public IPEndPoint? Listener(string key, bool required)
    {
        if (Raw(key) is not { Length: > 0 } raw)
        {
            if (required)
            {
                Fail(key, "is required: an address and a port to listen on, e.g. 127.0.0.1:8082");
            }

            return null;
        }

        if (!raw.Contains(':', StringComparison.Ordinal) || !IPEndPoint.TryParse(raw, out IPEndPoint? endpoint))
        {
            Fail(key, $"'{raw}' is not address:port, e.g. 127.0.0.1:8082");
            return null;
        }

        Took(key, raw);
        return endpoint;
    }

    /// <summary>A <c>host:port</c> to connect to, the host being an address or a name; null when it is wrong or missing.</summary>
    public EndPoint? Peer(string key)
    {
        string raw = Raw(key) ?? "";
        if (raw.Length == 0)
        {
            Fail(key, "is required: address:port or host:port of the cloud's broker");
            return null;
        }

        if (raw.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(raw, out IPEndPoint? address) && address.Port > 0)
        {
            Took(key, raw);
            return address;
        }

        int colon = raw.LastIndexOf(':');
        if (colon > 0 && Uri.CheckHostName(raw[..colon]) == UriHostNameType.Dns
            && int.TryParse(raw.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536)
        {
            Took(key, raw);
            return new DnsEndPoint(raw[..colon], port);
        }

        Fail(key, $"'{raw}' is not address:port or host:port");
        return null;
    }

    /// <summary>The full path of a file that must exist; null when it is missing and may be, or does not exist.</summary>
    public string? ExistingFile(string key, bool required, string? fallback = null)
    {
        if ((Raw(key) is { Length: > 0 } set ? set : fallback) is not { } raw)
        {
            if (required)
            {
                Fail(key, "is required: the path of a file");
            }

            return null;
        }

        string path = FullPath(raw);
        Took(key, path);
        if (!File.Exists(path))
        {
            Fail(key, $"there is no file {path}");
            return null;
        }

        return path;
    }

    /// <summary>The full path of a folder, which need not exist yet.</summary>
    public string Folder(string key)
    {
        string raw = Raw(key) ?? "";
        if (raw.Length == 0)
        {
            Fail(key, "is required: the path of a folder");
            return "";
        }

        return Took(key, FullPath(raw));
    }

    /// <summary>A key that another part reads and checks: known, and shown among the effective values when it is set.</summary>
    public void Foreign(string key)
    {
        if (Raw(key) is { Length: > 0 } value && !_effective.Exists(pair => pair.Key == key))
        {
            Took(key, value);
        }
    }

    /// <summary>
    /// Names every key under the given sections that nothing has asked for: most likely a slip of the pen, which would
    /// otherwise silently mean the default.
    /// </summary>
    public void FailUnknown(params ReadOnlySpan<string> sections)
    {
        foreach (string section in sections)
        {
            foreach ((string key, string? value) in configuration.GetSection(section).AsEnumerable())
            {
                if (value is not null && !_known.Contains(key))
                {
                    Fail(key, "is not an option of this program");
                }
            }
        }
    }

    private string FullPath(string path) => Path.GetFullPath(path, baseDirectory);

    private string? Raw(string key)
    {
        _known.Add(key);
        return configuration[key];
    }

    private string Took(string key, string value)
    {
        _effective.Add(new(key, value));
        return value;
    }

    /// <summary>Where the effective value of a key comes from, for people.</summary>
    public string SourceOf(string key)
    {
        foreach (IConfigurationProvider provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out _))
            {
                return provider switch
                {
                    FileConfigurationProvider file => file.Source.FileProvider?.GetFileInfo(file.Source.Path ?? "").PhysicalPath ?? file.Source.Path ?? "file",
                    Microsoft.Extensions.Configuration.EnvironmentVariables.EnvironmentVariablesConfigurationProvider =>
                        $"environment variable {key.Replace(":", "__", StringComparison.Ordinal)}",
                    Microsoft.Extensions.Configuration.CommandLine.CommandLineConfigurationProvider => $"argument --{key}",
                    _ => provider.GetType().Name,
                };
            }
        }

        return "not set";
    }
}
