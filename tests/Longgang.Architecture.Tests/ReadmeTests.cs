using System.Text.RegularExpressions;
using Longgang.TestKit;

namespace Longgang.Architecture.Tests;

/// <summary>What the README claims stands in the tree.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string Readme = File.ReadAllText(Repository.PathTo("README.md"));

    [Fact]
    public void Guarantees_NameTests_ThatExist()
    {
        string[] sources = [.. Directory.EnumerateFiles(Repository.PathTo("tests"), "*.cs", SearchOption.AllDirectories)];
        MatchCollection named = TestName().Matches(Readme);

        IEnumerable<string> missing = named
            .Where(test => !sources.Any(file =>
                Path.GetFileNameWithoutExtension(file) == test.Groups["type"].Value
                && File.ReadAllText(file).Contains($" {test.Groups["method"].Value}(", StringComparison.Ordinal)))
            .Select(test => test.Value);

        Assert.True(named.Count > 10, "The table of guarantees names its tests.");
        Assert.Empty(missing);
    }

    [Fact]
    public void Links_OfReadmeAndDocs_LeadSomewhere()
    {
        IEnumerable<string> documents = Directory.EnumerateFiles(Repository.PathTo("docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

        IEnumerable<string> dead = documents.SelectMany(document => Link().Matches(File.ReadAllText(document))
            .Select(link => link.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)))
            .Select(target => $"{Path.GetRelativePath(Repository.Root, document)}: {target}"));

        Assert.Empty(dead);
    }

    [GeneratedRegex(@"`(?<type>[A-Z]\w+)\.(?<method>[A-Z]\w*_\w+)`")]
    private static partial Regex TestName();

    [GeneratedRegex(@"\]\((?<target>[^)#\s]+)")]
    private static partial Regex Link();
}
