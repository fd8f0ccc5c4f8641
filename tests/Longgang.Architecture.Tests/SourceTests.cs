using System.Text.RegularExpressions;
using Longgang.TestKit;

namespace Longgang.Architecture.Tests;

/// <summary>Rules of the house that no analyzer knows.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void EventIds_OfEveryLogMessage_AreUnique()
    {
        var seen = new Dictionary<int, string>();
        var twice = new List<string>();
        foreach (string file in Sources("edge", "cloud"))
        {
            foreach (Match match in EventId().Matches(File.ReadAllText(file)))
            {
                int id = int.Parse(match.Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture);
                string where = $"{Path.GetRelativePath(Repository.Root, file)}: {id}";
                if (!seen.TryAdd(id, where))
                {
                    twice.Add($"{where} stands also in {seen[id]}");
                }
            }
        }

        Assert.NotEmpty(seen);
        Assert.Empty(twice);
    }

    [Fact]
    public void Simulator_NamesNothingOfTheProduct() =>
        Assert.DoesNotContain(Sources("firmware-sim"), file => ProductName().IsMatch(File.ReadAllText(file)));

    [Fact]
    public void PublicTypes_StandOneInAFile()
    {
        // Extension blocks, nested types and partial halves aside: a reader finds a type by its file's name.
        IEnumerable<string> crowded = Sources("edge", "cloud", "firmware-sim")
            .Where(file => TopLevelPublicType().Count(File.ReadAllText(file)) > 1)
            .Select(file => Path.GetRelativePath(Repository.Root, file));

        Assert.Empty(crowded);
    }

    private static IEnumerable<string> Sources(params string[] folders) =>
        folders.Select(folder => Repository.PathTo(folder))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));

    [GeneratedRegex(@"LoggerMessage\(\s*(EventId\s*=\s*)?(?<id>\d+)")]
    private static partial Regex EventId();

    [GeneratedRegex(@"using Longgang\.(Contracts|Edge|Cloud)\b")]
    private static partial Regex ProductName();

    [GeneratedRegex(@"^public\s+(static |sealed |abstract |partial |readonly |ref |unsafe )*(class|record|struct|interface|enum|record struct|record class)\s", RegexOptions.Multiline)]
    private static partial Regex TopLevelPublicType();
}
