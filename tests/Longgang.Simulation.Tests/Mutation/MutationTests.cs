using System.Text;

namespace Longgang.Simulation.Tests.Mutation;

/// <summary>Bugs are planted one by one, and the simulation has to find each: a test that cannot fail proves nothing.</summary>
[Collection("takes all cores")]
public sealed class MutationTests
{
    private const int MostSeeds = 6000;

    [Fact]
    public async Task EveryPlantedBug_IsFound()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        using var build = new MutatedBuild();
        await build.BuildAsync(cancellationToken);
        Assert.Null(await build.FindAsync(null, 100, cancellationToken));
        var missed = new List<string>();
        var report = new StringBuilder();
        foreach (Mutant mutant in Mutants.All)
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
