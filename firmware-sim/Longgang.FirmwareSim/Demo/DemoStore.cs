using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>
/// A PostgreSQL for the run, as Debian packages it, with fsync on, on a loopback port, its data in the work folder. PostgreSQL refuses to run
/// as root: then it runs as the user <c>postgres</c> that its package brings along.
/// </summary>
public sealed class DemoStore(string folder, int port)
{
    private const string User = "longgang";
    private const string Installed = "/usr/lib/postgresql";

    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly string _bin = FindPrograms();

    public string Program => Environment.IsPrivilegedProcess ? "setpriv" : Path.Combine(_bin, "postgres");

    public IReadOnlyList<string> Arguments =>
    [
        .. Environment.IsPrivilegedProcess ? [.. AsPostgres, Path.Combine(_bin, "postgres")] : Array.Empty<string>(),
        "-D", Data, "-p", Text(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=on",
        "-c", "shared_buffers=64MB",
    ];

    /// <summary>What the cloud is told of it.</summary>
    public JsonObject CloudConfig() => new()
    {
        ["Kind"] = "postgres",
        ["Postgres"] = new JsonObject
        {
            ["ConnectionString"] = $"Host=127.0.0.1;Port={Text(port)};Username={User};Database=postgres",
            [nameof(PasswordFile)] = PasswordFile,
        },
    };

    private static string[] AsPostgres => ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"];

    private string Data => Path.Combine(folder, "data");

    private string PasswordFile => Path.GetFullPath(Path.Combine(folder, "password"));

    /// <summary>Makes the empty database cluster.</summary>
    /// <exception cref="ProcessFailedException">PostgreSQL says why not.</exception>
    public async Task WriteAsync(CancellationToken token)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(PasswordFile, _password + "\n", token).ConfigureAwait(false);
        DemoFiles.Protect(PasswordFile);
        string[] initialise =
        [
            Path.Combine(_bin, "initdb"), "-D", Data, "-U", User, $"--pwfile={PasswordFile}", "--auth=scram-sha-256", "-E", "UTF8", "--locale=C",
        ];
        if (Environment.IsPrivilegedProcess)
        {
            // Its user has to come through the work folder, which otherwise is its owner's alone; the secrets in it stay so.
            DemoFiles.LetPass(Path.GetDirectoryName(folder)!);
            await Tool.RunAsync("chown", ["-R", "postgres:", folder], token).ConfigureAwait(false);
            await Tool.RunAsync("setpriv", [.. AsPostgres, .. initialise], token).ConfigureAwait(false);
        }
        else
        {
            await Tool.RunAsync(initialise[0], initialise[1..], token).ConfigureAwait(false);
        }
    }

    /// <summary>Why it does not take connections yet, or null.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken token)
    {
        try
        {
            await Tool.RunAsync(Path.Combine(_bin, "pg_isready"), ["-h", "127.0.0.1", "-p", Text(port), "-t", "1"], token).ConfigureAwait(false);
            return null;
        }
        catch (ProcessFailedException e)
        {
            return e.Message;
        }
    }

    private static string FindPrograms()
    {
        string? newest = Directory.Exists(Installed)
            ? Directory.EnumerateDirectories(Installed)
                .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
                .OrderBy(version => int.TryParse(Path.GetFileName(version), CultureInfo.InvariantCulture, out int number) ? number : 0)
                .LastOrDefault()
            : null;
        return newest is not null
            ? Path.Combine(newest, "bin")
            : throw new ProcessFailedException($"no PostgreSQL server in {Installed}: apt-get install postgresql");
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
