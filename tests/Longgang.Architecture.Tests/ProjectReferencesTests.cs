using System.Xml.Linq;
using Longgang.TestKit;

namespace Longgang.Architecture.Tests;

/// <summary>
/// References point one way. Read from the project files, so that a reference that nobody uses yet counts too, and so that this
/// test sees every project without referencing any.
/// </summary>
public sealed class ProjectReferencesTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Longgang.Contracts"] = [],
        ["Longgang.Edge.Core"] = ["Longgang.Contracts"],
        ["Longgang.Edge.Devices"] = ["Longgang.Contracts", "Longgang.Edge.Core"],
        ["Longgang.Edge.Outbox"] = ["Longgang.Contracts", "Longgang.Edge.Core"],
        ["Longgang.Edge.Uplink"] = ["Longgang.Contracts", "Longgang.Edge.Core"],
        ["Longgang.Edge.Gateway"] = ["Longgang.Contracts", "Longgang.Edge.Core", "Longgang.Edge.Devices", "Longgang.Edge.Outbox", "Longgang.Edge.Uplink"],
        ["Longgang.Cloud.Core"] = ["Longgang.Contracts"],
        ["Longgang.Cloud.Storage"] = ["Longgang.Contracts", "Longgang.Cloud.Core"],
        ["Longgang.Cloud.Service"] = ["Longgang.Contracts", "Longgang.Cloud.Core", "Longgang.Cloud.Storage"],
        ["Longgang.Cloud.Cli"] = ["Longgang.Contracts"],
        ["Longgang.FirmwareSim"] = [], // a protocol misread on one side must not confirm itself on the other
    };

    // Packages that only one room may see: the reason why it is a room of its own.
    private static readonly Dictionary<string, string[]> Reserved = new()
    {
        ["LiteDB"] = ["Longgang.Edge.Outbox"],
        ["Microsoft.Data.Sqlite"] = ["Longgang.Cloud.Storage"],
        ["Npgsql"] = ["Longgang.Cloud.Storage"],
        ["MQTTnet"] = ["Longgang.Edge.Uplink", "Longgang.Edge.Devices", "Longgang.Cloud.Service"],
        ["MQTTnet.Server"] = ["Longgang.Edge.Devices", "Longgang.Cloud.Service"],
        ["MQTTnet.AspNetCore"] = ["Longgang.Edge.Devices", "Longgang.Cloud.Service"],
    };

    public static TheoryData<string> Projects => [.. ProductProjects().Select(path => Path.GetFileNameWithoutExtension(path))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void ProjectReferences_OfEveryProject_PointDownwardsOnly(string project)
    {
        Assert.True(Allowed.TryGetValue(project, out string[]? allowed), $"{project} is new: say here what it may reference.");

        IEnumerable<string> references = Items(project, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

        Assert.Empty(references.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void PackageReferences_OfEveryProject_StayInTheirRoom(string project)
    {
        IEnumerable<string> strangers = Items(project, "PackageReference")
            .Where(package => Reserved.TryGetValue(package, out string[]? rooms) && !rooms.Contains(project));

        Assert.Empty(strangers);
    }

    [Fact]
    public void Projects_OfTheTree_AreAllInTheSolution()
    {
        string solution = File.ReadAllText(Repository.PathTo("Longgang.Edge.sln"));

        IEnumerable<string> missing = ProductProjects().Concat(Directory.EnumerateFiles(Repository.PathTo("tests"), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetFileName(path))
            .Where(name => !solution.Contains(name, StringComparison.Ordinal));

        Assert.Empty(missing);
    }

    [Fact]
    public void TopLevel_OfTheTree_HoldsOnlyWhatTheLayoutNames()
    {
        string[] allowed =
        [
            "edge", "cloud", "firmware-sim", "tests", "deploy", "docs", "artifacts", "Longgang.Edge.sln", "README.md", "Dockerfile.arm64",
            "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "BannedSymbols.txt", "global.json",
        ];

        IEnumerable<string?> strangers = Directory.EnumerateFileSystemEntries(Repository.Root)
            .Select(Path.GetFileName)
            .Where(name => !allowed.Contains(name) && !name!.StartsWith('.') && !name.StartsWith("Directory.", StringComparison.Ordinal));

        Assert.Empty(strangers);
    }

    private static IEnumerable<string> ProductProjects() =>
        new[] { "edge", "cloud", "firmware-sim" }
            .Select(folder => Repository.PathTo(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(ProductProjects().Single(path => Path.GetFileNameWithoutExtension(path) == project))
            .Descendants(kind)
            .Select(item => (string?)item.Attribute("Include"))
            .OfType<string>();
}
