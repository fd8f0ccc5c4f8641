using System.Globalization;
using Longgang.Simulation.Tests.Cloud;

namespace Longgang.Simulation.Tests;

/// <summary>Nothing acknowledged is lost, nothing is seen twice, the ledger balances, order is kept, and what is pending arrives: whatever goes wrong.</summary>
[Collection("takes all cores")]
public sealed class SeedTests
{
    private static bool IsLong => Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1";

    [Fact]
    public void Worlds_OfManySeeds_KeepEveryGuarantee()
    {
        ulong first = 1;
        ulong count = IsLong ? 1_000_000UL : 10_000UL;
        if (Environment.GetEnvironmentVariable("LONGGANG_SEED") is { Length: > 0 } seed)
        {
            (first, count) = (ulong.Parse(seed, CultureInfo.InvariantCulture), 1);
        }

        string? violation = Simulations.RunAll(first, count, static done => TestContext.Current.SendDiagnosticMessage($"{done} seeds"));
        Assert.True(violation is null, $"{violation}{Environment.NewLine}LONGGANG_SEED=<seed> deploy/test.sh --only {nameof(Worlds_OfManySeeds_KeepEveryGuarantee)} replays it.");
    }

    [Fact]
    public void World_OfOneSeed_IsTheSameEveryTime()
    {
        // On a thread of its own, as all worlds are.
        var differing = new List<string>();
        var thread = new Thread(() =>
        {
            using var database = new SimDatabase();
            for (ulong seed = 500_000_000; seed < 500_000_040; seed++)
            {
                string once = Simulations.RunOne(seed, database);
                string again = Simulations.RunOne(seed, database);
                if (once != again)
                {
                    differing.Add($"seed {seed}: {once} and {again}");
                }
            }
        });
        thread.Start();
        thread.Join();
        Assert.Empty(differing);
    }
}
