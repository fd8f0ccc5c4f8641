using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace Longgang.Cloud.Service.Broker.External;

/// <summary>Finds what is wrong with <see cref="ExternalBrokerOptions"/> and the files that they name.</summary>
internal static partial class ExternalBrokerOptionsCheck
{
    public static IEnumerable<string> FindProblems(ExternalBrokerOptions options)
    {
        const string Section = ExternalBrokerOptions.Section;
        if (options.Host.Length == 0)
        {
            yield return $"{Section}:Host is missing: name the broker.";
        }

        if (options.Port is < 1 or > 65535)
        {
            yield return $"{Section}:Port {options.Port} must be 1…65535.";
        }

        if (options.UserName.Length == 0)
        {
            yield return $"{Section}:UserName is missing: name the service's user at the broker (docs/how-to/external-broker.md).";
        }

        if (options.PasswordFile.Length == 0)
        {
            yield return $"{Section}:PasswordFile is missing: name the file with that user's password.";
        }
        else if (Unreadable(options.PasswordFile) is { } why)
        {
            yield return $"{Section}:PasswordFile {why}";
        }

        if (options.ClientId.Length > 0 && !Name().IsMatch(options.ClientId))
        {
            yield return $"{Section}:ClientId '{options.ClientId}' must be 1 to 64 letters, digits, '.', '_' or '-'.";
        }

        if (!Name().IsMatch(options.ShareGroup))
        {
            yield return $"{Section}:ShareGroup '{options.ShareGroup}' must be 1 to 64 letters, digits, '.', '_' or '-'.";
        }

        if (options.ReceiveMaximum is < 1 or > 1000)
        {
            yield return $"{Section}:ReceiveMaximum {options.ReceiveMaximum} must be 1…1000.";
        }

        if (options.MaxHeldBytes is < 64 * 1024 or > 1024 * 1024 * 1024)
        {
            yield return $"{Section}:MaxHeldBytes {options.MaxHeldBytes} must be 65536…1073741824.";
        }

        if (options.KeepAlive < TimeSpan.FromSeconds(1) || options.KeepAlive > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:KeepAlive {options.KeepAlive} must be 00:00:01…00:10:00.";
        }

        if (options.Timeout < TimeSpan.FromSeconds(1) || options.Timeout > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:Timeout {options.Timeout} must be 00:00:01…00:05:00.";
        }

        if (options.ReconnectMax < TimeSpan.FromMilliseconds(100) || options.ReconnectMax > TimeSpan.FromMinutes(5))
        {
            yield return $"{Section}:ReconnectMax {options.ReconnectMax} must be 00:00:00.100…00:05:00.";
        }

        foreach (string problem in options.Tls.Enabled ? FindProblems(options.Tls) : [])
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> FindProblems(ExternalBrokerTlsOptions tls)
    {
        const string Section = $"{ExternalBrokerOptions.Section}:Tls";
        if (tls.CaFile.Length > 0 && NoCertificates(tls.CaFile) is { } why)
        {
            yield return $"{Section}:CaFile {why}";
        }

        if (tls.CertificateFile.Length > 0 && NoKeyPair(tls) is { } reason)
        {
            yield return $"{Section}:CertificateFile {reason}";
        }
    }

    private static string? Unreadable(string path)
    {
        try
        {
            return string.IsNullOrWhiteSpace(File.ReadAllText(path)) ? $"'{path}' is empty." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {e.Message}";
        }
    }

    private static string? NoCertificates(string path)
    {
        try
        {
            var found = new X509Certificate2Collection();
            found.ImportFromPemFile(path);
            return found.Count == 0 ? $"'{path}' holds no certificate." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return $"'{path}' cannot be read: {e.Message}";
        }
    }

    private static string? NoKeyPair(ExternalBrokerTlsOptions tls)
    {
        try
        {
            using var own = X509Certificate2.CreateFromPemFile(tls.CertificateFile, tls.KeyFile.Length > 0 ? tls.KeyFile : null);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            return $"'{tls.CertificateFile}' with KeyFile '{tls.KeyFile}' cannot be used: {e.Message}";
        }
    }

    [GeneratedRegex(@"\A[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Name();
}
