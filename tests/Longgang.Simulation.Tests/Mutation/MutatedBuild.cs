using System.Diagnostics;
using Longgang.TestKit;

namespace Longgang.Simulation.Tests.Mutation;

/// <summary>
/// The sources that the simulation runs, with every mutant in them behind a switch, built once in a folder of their own: a build for each would take minutes.
/// </summary>
internal sealed class MutatedBuild : IDisposable
{
    private const string Project = "tests/Longgang.Simulation.Tests";
    private static readonly string[] Parts =
    [
        "edge/Longgang.Contracts", "edge/Longgang.Edge.Core", "edge/Longgang.Edge.Outbox", "cloud/Longgang.Cloud.Core", "cloud/Longgang.Cloud.Storage",
        "tests/Longgang.TestKit", Project, "deploy/policies",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    internal async Task BuildAsync(CancellationToken cancellationToken)
    {
        foreach (string file in Directory.GetFiles(Repository.Root).Where(static file => !file.EndsWith(".sln", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(_folder.Path, Path.GetFileName(file)));
        }

        File.Copy(Repository.PathTo("tests", "Directory.Build.props"), In("tests/Directory.Build.props"));
        foreach (string part in Parts)
        {
            Copy(part);
        }

        // Whose root is it? The copied tests look for the solution.
        await File.WriteAllTextAsync(In("Longgang.Edge.sln"), "", cancellationToken);
        await File.WriteAllTextAsync(
            In("edge/Longgang.Contracts/Mutations.cs"),
            "namespace Longgang;\npublic static class Mutations\n{\n    private static readonly string? On = System.Environment.GetEnvironmentVariable(\"LONGGANG_MUTANT\");\n    public static bool Is(string name) => name == On;\n}\n",
            cancellationToken);
        foreach (IGrouping<string, Mutant> file in Mutants.All.GroupBy(static mutant => mutant.File))
        {
            // Where two change the same place, the longer one first.
            string source = await File.ReadAllTextAsync(In(file.Key), cancellationToken);
            foreach (Mutant mutant in file.OrderByDescending(static mutant => mutant.Original.Length))
            {
                source = mutant.Apply(source);
            }

            await File.WriteAllTextAsync(In(file.Key), source, cancellationToken);
        }

        (int code, string output) = await RunAsync(
            "dotnet", ["build", In(Project), "-c", "Release", "-m:1", "-v", "q", "-nodeReuse:false", "-p:RunAnalyzers=false", "-p:EnforceCodeStyleInBuild=false", "-p:TreatWarningsAsErrors=false", "-p:UseSharedCompilation=false"], null, cancellationToken);
        Assert.True(code == 0, output);
    }

    /// <summary>Runs seeds with one mutant turned on, none when null. Returns what the simulation found; null: nothing.</summary>
    internal async Task<string?> FindAsync(string? mutant, int seeds, CancellationToken cancellationToken)
    {
        (int code, string output) = await RunAsync(
            In(Project + "/bin/Release/net10.0/Longgang.Simulation.Tests"), ["--seeds", "1", $"{seeds}"], mutant, cancellationToken);
        return code == 0 ? null : output;
    }

    private string In(string path)
    {
        string full = Path.Combine(_folder.Path, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        return full;
    }

    private void Copy(string part)
    {
        string from = Repository.PathTo(part);
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string relative = Path.GetRelativePath(from, file);
            if (!relative.StartsWith("bin/", StringComparison.Ordinal) && !relative.StartsWith("obj/", StringComparison.Ordinal))
            {
                File.Copy(file, In(Path.Combine(part, relative)));
            }
        }
    }

    private async Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string? mutant, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _folder.Path };
        start.Environment["LONGGANG_MUTANT"] = mutant;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return (process.ExitCode, output + await errors);
    }
}
