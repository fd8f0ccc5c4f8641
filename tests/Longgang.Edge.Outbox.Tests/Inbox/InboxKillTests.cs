using Longgang.Edge.Outbox.Tests.Kill;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>kill -9 at any instant, again and again, on one inbox.</summary>
public sealed class InboxKillTests
{
    [Fact]
    public async Task Kill_AtRandomMoments_NothingDurableIsLostAndNothingIsHalf()
    {
        int rounds = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 500 : 60;
        using var fixture = new InboxFixture();
        var truth = new InboxTruth();
        var random = new Random(7);
        for (int round = 0; round < rounds; round++)
        {
            bool early = random.Next(5) == 0;
            _ = await RunAsync(fixture, truth, "write", random.Next(), early ? 0 : 20 + random.Next(300), TimeSpan.FromMilliseconds(random.Next(early ? 250 : 20)));
        }

        Assert.Equal(0, await RunAsync(fixture, truth, "read", 1, int.MaxValue, null));
        Assert.True(truth.Durable > rounds * 20, $"only {truth.Durable} writes were durable in {rounds} rounds: the test tests nothing");
        TestContext.Current.TestOutputHelper!.WriteLine($"{rounds} kills, {truth.Durable} durable writes, {truth.Checks} openings checked");
    }

    private static Task<int> RunAsync(InboxFixture fixture, InboxTruth truth, string mode, int seed, int lines, TimeSpan? life) =>
        KilledProcess.RunAsync([InboxChild.Argument, fixture.Folder, mode, $"{seed}", $"{truth.Highest}"], truth.Hear, lines, life);
}
