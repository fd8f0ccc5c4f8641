namespace Longgang.Edge.Outbox.Tests.Kill;

/// <summary>kill -9 at any instant, again and again, on one store.</summary>
public sealed class KillTests
{
    [Fact]
    public async Task Kill_AtRandomMoments_NothingAcknowledgedIsLostDoubledOrMoved()
    {
        int rounds = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 1000 : 100;
        await Task.WhenAll(LoopAsync(1, rounds), LoopAsync(2, rounds));
    }

    private static async Task LoopAsync(int seed, int rounds)
    {
        using var fixture = new LaneFixture();
        var truth = new KillTruth();
        var random = new Random(seed);
        for (int round = 0; round < rounds; round++)
        {
            // One in five dies while it starts, opens and recovers; the others a moment after they have done so much work, however slow the machine.
            bool early = random.Next(5) == 0;
            _ = await RunAsync(fixture.Directory, "write", random.Next(), truth, early ? 0 : 1 + random.Next(300), TimeSpan.FromMilliseconds(random.Next(early ? 250 : 20)));
        }

        Assert.Equal(0, await RunAsync(fixture.Directory, "drain", 1, truth, int.MaxValue, null));
        truth.CheckComplete();
        Assert.True(truth.Acknowledged > rounds * 20, $"only {truth.Acknowledged} events were acknowledged in {rounds} rounds: the test tests nothing");
        TestContext.Current.SendDiagnosticMessage($"{rounds} kills, {truth.Acknowledged} acknowledged, {truth.Events} delivered");
    }

    private static Task<int> RunAsync(string directory, string mode, int seed, KillTruth truth, int lines, TimeSpan? life) =>
        KilledProcess.RunAsync([LaneChild.Argument, Path.Combine(directory, "lane"), mode, $"{seed}"], truth.Hear, lines, life);
}
