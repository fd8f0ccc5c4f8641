using System.Text;
using Longgang.TestKit;

namespace Longgang.Simulation.Tests.Mutation;

/// <summary>Bugs are planted one by one, and the simulation has to find each: a test that cannot fail proves nothing.</summary>
[Collection("takes all cores")]
public sealed class MutationTests
{
    private const int MostSeeds = 10_000;

    private static bool IsLong => Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1";

    [Fact]
    public void EveryPlantedBug_FitsTheSources()
    {
        foreach (IGrouping<string, Mutant> file in Mutants.All.GroupBy(static mutant => mutant.File))
        {
            string source = File.ReadAllText(Repository.PathTo(file.Key));
            foreach (Mutant mutant in file)
            {
                Assert.NotEqual(source, mutant.Apply(source));
            }
        }
    }

    /// <summary>All of them takes minutes: that is the long run. Otherwise every sixth.</summary>
    [Fact]
    public async Task EveryPlantedBug_IsFound()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var build = new MutatedBuild();
        await build.BuildAsync(cancellationToken);
        Assert.Null(await build.FindAsync(null, 100, cancellationToken));
        var missed = new List<string>();
        var report = new StringBuilder();
        foreach (Mutant mutant in IsLong ? Mutants.All : Mutants.All.Where(static (_, index) => index % 6 == 0))
        {
            string? found = await build.FindAsync(mutant.Name, MostSeeds, cancellationToken);
            _ = report.AppendLine($"{mutant.Name}: {found?.Split('\n')[0] ?? "NOT FOUND"}");
            if (found is null)
            {
                missed.Add(mutant.Name);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(report.ToString());
        Assert.Empty(missed);
    }
}
