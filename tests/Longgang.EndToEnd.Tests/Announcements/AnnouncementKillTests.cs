using Longgang.EndToEnd.Tests.Faults.Support;

namespace Longgang.EndToEnd.Tests.Announcements;

/// <summary>Announcements while box and cloud are killed: never late, never doubled, never silent.</summary>
public sealed class AnnouncementKillTests
{
    [Fact]
    public async Task Announce_BoxOrCloudKilledAtAnyInstant_NeverTwiceNeverLateAndEverySpeakerEnds()
    {
        int rounds = LongRun.Is ? 200 : 5;
        const int Speakers = 24;
        var random = new Random(8);
        await using var site = new AnnouncementSite(Speakers);
        await site.StartAsync();
        int heard = 0;
        int doubts = 0;
        for (int round = 1; round <= rounds; round++)
        {
            string text = $"第{round}次广播，请注意今晚有暴雨。";
            DateTimeOffset began = TimeProvider.System.GetUtcNow();
            DateTimeOffset expires = TimeProvider.System.GetUtcNow().AddSeconds(20);
            string id = await site.AnnounceAsync(text, expires);
            int victim = round % 3; // the first round has both of them killed in turn over three rounds
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), TimeProvider.System, TestContext.Current.CancellationToken);
            if (victim != 0)
            {
                await site.KillBoxAsync();
            }

            if (victim != 1)
            {
                await site.KillCloudAsync();
                await site.StartCloudAsync();
            }

            if (victim != 0)
            {
                await site.StartBoxAsync();
            }

            Dictionary<string, (string State, string? Reason)> parts = await site.SettledAsync(id, TimeSpan.FromSeconds(90));
            ILookup<string, (long BeganUnixMs, bool Whole)> truth = await site.HeardAsync(began);
            await site.UntilAsync(
                async () => (truth = await site.HeardAsync(began)).Sum(speaker => speaker.Count(play => play.Whole)) >= parts.Count(part => part.Value.State == "finished"),
                TimeSpan.FromSeconds(20),
                "the speakers' own record of what is reported as finished");
            Assert.True(parts.Count == Speakers, $"round {round}: {parts.Count} of {Speakers} speakers are accounted for\n{site.Said}");
            foreach ((string speaker, (string state, string? reason)) in parts)
            {
                (long BeganUnixMs, bool Whole)[] plays = [.. truth[speaker]];
                string what = $"round {round}, {speaker}: reported {state} {reason}, heard {plays.Length} times, {plays.Count(play => play.Whole)} of them to the end";
                Assert.True(plays.Length <= 1, what);
                Assert.True(plays.All(play => play.BeganUnixMs <= expires.ToUnixTimeMilliseconds()), "after the expiry: " + what);
                Assert.True(state is "finished" or "failed" or "expired" or "unreachable", what);
                Assert.True(state != "finished" || plays is [{ Whole: true }], what);
                Assert.True(state is "finished" or "failed" || plays.Length == 0, what);
                heard += plays.Length;
                doubts += state == "failed" ? 1 : 0;
            }
        }

        Assert.True(heard >= rounds * Speakers / 3, $"only {heard} of {rounds * Speakers} were heard: the test tests nothing");
        FaultSite.Say($"{rounds} announcements to {Speakers} speakers: {heard} heard once, {doubts} ended in doubt or failure, none twice, none late");
    }

    [Fact]
    public async Task Retract_WhileItPlays_StopsAndSaysTheCorrection()
    {
        await using var site = new AnnouncementSite(12);
        await site.StartAsync();
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        string text = string.Concat(Enumerable.Repeat("这是一条很长的广播，请大家注意收听。", 20));
        string id = await site.AnnounceAsync(text, TimeProvider.System.GetUtcNow().AddMinutes(5));
        await site.UntilAsync(
            async () => (await site.CoverageAsync(id)).TryGetProperty("started", out System.Text.Json.JsonElement started) && started.GetInt32() == 12, TimeSpan.FromSeconds(30), "all speakers to begin");

        await site.ActAsync(id, "retract", "author");

        Dictionary<string, (string State, string? Reason)> parts = await site.SettledAsync(id, TimeSpan.FromSeconds(30));
        Assert.All(parts, part => Assert.Equal("cancelled", part.Value.State));
        ILookup<string, (long BeganUnixMs, bool Whole)> truth = await site.HeardAsync(began);
        await site.UntilAsync(async () => (truth = await site.HeardAsync(began)).Count == 12, TimeSpan.FromSeconds(20), "the speakers' own record");
        Assert.All(truth, speaker => Assert.False(Assert.Single(speaker).Whole));
    }
}
