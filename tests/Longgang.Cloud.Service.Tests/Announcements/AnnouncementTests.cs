using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Tests.Announcements;

public sealed class AnnouncementTests
{
    [Fact]
    public async Task Submit_NobodyHasToApprove_SignedCommandLeavesAtOnceAndEndsWhenAllHavePlayed()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();

        JsonElement sent = await cloud.SendAsync();
        (string topic, Command command) = await box.NextCommandAsync();

        Assert.Equal("live", sent.GetProperty("state").GetString());
        Assert.Equal($"lg/v1/area/{AnnouncingCloud.Area}/down/announcement", topic);
        Assert.Equal(("明天上午停水。", 1u, 5u), (command.Play.Contents[0].Text, command.Play.Occurrence, command.Play.Priority));
        Assert.Equal(AnnouncingCloud.Id(sent), Convert.ToHexStringLower(command.Play.Announcement.Span));
        Assert.Equal((3, 3), (AnnouncingCloud.Count(await cloud.CoverageAsync(sent), "sent"), (await cloud.CoverageAsync(sent)).GetProperty("total").GetProperty("speakers").GetInt32()));
        await box.SendAsync(CommandBox.Answer(command, 3), CommandBox.Receipt(command, "speaker-0001", 1, ReceiptState.Started));
        await box.SendAsync(Enumerable.Range(1, 3).Select(i => CommandBox.Receipt(command, $"speaker-{i:0000}", 2, ReceiptState.Finished, last: true)));
        await Until.TrueAsync("the announcement is done", async () => await cloud.StateAsync(sent) == "done");
        JsonElement coverage = await cloud.CoverageAsync(sent);
        Assert.Equal((3, true), (AnnouncingCloud.Count(coverage, "finished"), coverage.GetProperty("final").GetBoolean()));
        Assert.Single(cloud.Transport.Published, message => message.Topic == topic);
        string[] acts = [.. (await cloud.FindAsync(sent)).GetProperty("history").EnumerateArray().Select(entry => entry.GetProperty("what").GetString()!)];
        Assert.Equal(["created", "submitted", "dispatch-begun", "sent", "ended"], acts);
    }

    [Fact]
    public async Task Submit_EmbeddedBrokerCarriesIt_BoxesOfTheAreaHearItAndNobodyElse()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync(ownTransport: true);
        await using CommandBox box = await cloud.ConnectBoxAsync();
        await using CommandBox other = await CommandBox.ConnectAsync(cloud.Cloud, cloud.Key, "gw-002", 0xB2);
        await box.SubscribeAsync($"lg/v1/area/{AnnouncingCloud.Area}/down/announcement");
        await other.SubscribeAsync("lg/v1/area/440307001001/down/announcement");

        JsonElement sent = await cloud.SendAsync();
        (string topic, Command command) = await box.NextCommandAsync();
        await box.SendAsync([CommandBox.Answer(command, 3), .. Enumerable.Range(1, 3).Select(i => CommandBox.Receipt(command, $"speaker-{i:0000}", 1, ReceiptState.Finished, last: true))]);

        Assert.Equal($"lg/v1/area/{AnnouncingCloud.Area}/down/announcement", topic);
        await Until.TrueAsync("the announcement is done", async () => await cloud.StateAsync(sent) == "done");
        Assert.False(other.HasCommand);
    }

    [Fact]
    public async Task Approve_ByItsAuthor_RefusedAndByAnotherSent()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();
        JsonElement waiting = await cloud.SendAsync(cloud.Document("orange"));

        JsonElement problem = await cloud.DoAsync("approve", waiting, "Wang ", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("awaiting-approval", await cloud.StateAsync(waiting));
        Assert.Empty(cloud.Transport.Published);
        JsonElement approved = await cloud.DoAsync("approve", waiting, "li");

        Assert.Equal("by", problem.GetProperty("problems")[0].GetProperty("field").GetString());
        Assert.Equal(("live", "li"), (approved.GetProperty("state").GetString(), approved.GetProperty("approver").GetString()));
        Assert.Equal(Severity.Orange, (await box.NextCommandAsync()).Command.Play.Level);
    }

    [Fact]
    public async Task Write_OlderVersion_ConflictNamesTheOneThatStands()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        JsonElement draft = await cloud.CreateAsync(cloud.Document());
        HttpResponseMessage edited = await cloud.Cloud.Http.PutAsJsonAsync(
            $"/v1/announcements/{AnnouncingCloud.Id(draft)}", new { by = "li", version = 1, document = cloud.Document("yellow") }, TestContext.Current.CancellationToken);
        await AnnouncingCloud.ReadAsync(edited, HttpStatusCode.OK);

        JsonElement stale = await cloud.DoAsync("submit", draft, expected: HttpStatusCode.Conflict);
        JsonElement unversioned = await AnnouncingCloud.ReadAsync(
            await cloud.Cloud.Http.PostAsJsonAsync($"/v1/announcements/{AnnouncingCloud.Id(draft)}/withdraw", new { by = "li" }, TestContext.Current.CancellationToken), HttpStatusCode.BadRequest);

        Assert.Equal(2, stale.GetProperty("version").GetInt32());
        Assert.True(stale.TryGetProperty("todo", out _) && unversioned.TryGetProperty("todo", out _));
    }

    [Fact]
    public async Task Submit_UnfitDocument_EveryProblemNamesItsField()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        JsonElement draft = await cloud.CreateAsync(new { title = "x" });

        JsonElement problem = await cloud.DoAsync("submit", draft, expected: HttpStatusCode.UnprocessableEntity);

        string[] fields = [.. problem.GetProperty("problems").EnumerateArray().Select(one => one.GetProperty("field").GetString()!)];
        Assert.Equal(["audience", "contents", "expires", "level"], fields.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Send_BoxDoesNotAnswer_SameCommandAgainOnItsOwnTopic()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();
        JsonElement sent = await cloud.SendAsync();
        (_, Command first) = await box.NextCommandAsync();

        (string topic, Command second) = await box.NextCommandAsync();
        await box.SendAsync(CommandBox.Answer(second, 2));
        JsonElement detail = await cloud.FindAsync(sent);

        Assert.Equal((Topics.Down("gw-001", Topics.Announcement), first.Id), (topic, second.Id));
        JsonElement answer = Assert.Single(detail.GetProperty("boxes").EnumerateArray());
        Assert.Equal(
            ("taken", 3, 2, true, true),
            (answer.GetProperty("status").GetString(), answer.GetProperty("expected").GetInt32(), answer.GetProperty("found").GetInt32(), answer.GetProperty("differs").GetBoolean(), answer.GetProperty("sent").GetInt32() >= 2));
    }

    [Fact]
    public async Task Birth_OfABoxThatWasAway_GetsWhatItHasNotAnswered()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await (await cloud.ConnectBoxAsync()).DisposeAsync();
        JsonElement sent = await cloud.SendAsync();
        for (int i = 0; i < 5; i++)
        {
            // Until nothing but its birth brings it within the time that the test waits.
            int before = cloud.Transport.Published.Count;
            cloud.Time.Advance(TimeSpan.FromSeconds(61));
            cloud.Ring();
            await Until.TrueAsync("it is sent again", () => cloud.Transport.Published.Count > before);
        }

        await using CommandBox back = await CommandBox.ConnectAsync(cloud.Cloud, cloud.Key, outbox: 0xB2);
        await back.SayOnlineAsync();
        (string topic, Command command) = await back.NextCommandAsync();

        Assert.Equal((Topics.Down("gw-001", Topics.Announcement), AnnouncingCloud.Id(sent)), (topic, Convert.ToHexStringLower(command.Play.Announcement.Span)));
    }

    [Fact]
    public async Task Expiry_BoxIsSilent_EverySpeakerEndsUnreachableAndNothingIsSentAnyMore()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await (await cloud.ConnectBoxAsync()).DisposeAsync();
        JsonElement sent = await cloud.SendAsync();

        cloud.Time.Advance(TimeSpan.FromMinutes(11.5));
        cloud.Ring();
        await Until.TrueAsync("the announcement is done", async () => await cloud.StateAsync(sent) == "done");
        JsonElement missed = await cloud.Cloud.GetAsync($"/v1/announcements/{AnnouncingCloud.Id(sent)}/speakers?state=unreachable&limit=2");
        int published = cloud.Transport.Published.Count;
        await using CommandBox back = await CommandBox.ConnectAsync(cloud.Cloud, cloud.Key, outbox: 0xB2);
        await back.SayOnlineAsync();
        await back.SendAsync(BatchFactory.Speaker("speaker-0001"));

        Assert.Equal("box-silent", missed.GetProperty("items")[1].GetProperty("reason").GetString());
        Assert.Equal("speaker-0002", missed.GetProperty("next").GetString());
        Assert.Equal(published, cloud.Transport.Published.Count);
    }

    [Fact]
    public async Task Retract_StartNeverArrived_BoxHearsOnlyTheRetractionWithItsCorrection()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await (await cloud.ConnectBoxAsync()).DisposeAsync();
        JsonElement sent = await cloud.SendAsync();

        JsonElement retracted = await cloud.DoAsync("retract", sent, "li");
        await using CommandBox back = await CommandBox.ConnectAsync(cloud.Cloud, cloud.Key, outbox: 0xB2);
        await back.SayOnlineAsync();
        (_, Command command) = await back.NextCommandAsync();
        await back.SendAsync([CommandBox.Answer(command, 3), .. Enumerable.Range(1, 3).Select(i => CommandBox.Receipt(command, $"speaker-{i:0000}", 1, ReceiptState.Finished, last: true))]);

        Assert.Equal("retracted", retracted.GetProperty("state").GetString());
        Assert.Equal((AnnouncingCloud.Id(sent), 9u, "刚才的通知有误。"), (Convert.ToHexStringLower(command.Retract.Announcement.Span), command.Retract.Correction.Priority, command.Retract.Correction.Contents[0].Text));
        while (back.HasCommand)
        {
            Assert.Equal(command.Id, (await back.NextCommandAsync()).Command.Id);
        }

        Assert.Equal(3, AnnouncingCloud.Count(await cloud.CoverageAsync(sent, "?correction=true"), "finished"));

        // Nobody has played the announcement itself, and every speaker ends somewhere in it too.
        cloud.Time.Advance(TimeSpan.FromMinutes(11.5));
        cloud.Ring();
        await Until.TrueAsync("its speakers are closed", async () => AnnouncingCloud.Count(await cloud.CoverageAsync(sent), "unreachable") == 3);
    }

    [Fact]
    public async Task Retry_OneHasFailed_NewCommandForThatOneOnly()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();
        JsonElement sent = await cloud.SendAsync();
        (_, Command first) = await box.NextCommandAsync();
        await box.SendAsync(
            CommandBox.Answer(first, 3),
            CommandBox.Receipt(first, "speaker-0001", 1, ReceiptState.Finished, last: true),
            CommandBox.Receipt(first, "speaker-0002", 1, ReceiptState.Failed, last: true, "no-answer"),
            CommandBox.Receipt(first, "speaker-0003", 1, ReceiptState.Finished, last: true));
        await Until.TrueAsync("the announcement is done", async () => await cloud.StateAsync(sent) == "done");
        JsonElement done = (await cloud.FindAsync(sent)).GetProperty("announcement");

        await cloud.DoAsync("retry", done, "li");
        Command again = await box.NextCommandAsync(besides: first);
        await box.SendAsync(CommandBox.Answer(again, 1), CommandBox.Receipt(again, "speaker-0002", 2, ReceiptState.Finished, last: true));

        Assert.NotEqual(first.Id, again.Id);
        Assert.Equal((first.Play.Announcement, first.Play.Occurrence, "speaker-0002"), (again.Play.Announcement, again.Play.Occurrence, Assert.Single(again.Play.Audience.Include).Device));
        Assert.Equal(3, AnnouncingCloud.Count(await cloud.CoverageAsync(sent), "finished"));
        JsonElement after = (await cloud.FindAsync(sent)).GetProperty("announcement");
        await cloud.DoAsync("retry", after, "li", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Restart_BrokerWasAwayInMidDispatch_SameCommandGoesOutOnce()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await (await cloud.ConnectBoxAsync()).DisposeAsync();
        cloud.Transport.IsAway = true;
        JsonElement accepted = await cloud.SendAsync();
        string id = Assert.Single(Commands(cloud));

        await cloud.RestartAsync();
        cloud.Transport.IsAway = false;
        await Until.TrueAsync("the announcement is live", async () => await cloud.StateAsync(accepted) == "live");

        Assert.Equal("dispatching", accepted.GetProperty("state").GetString());
        Assert.Equal(id, Assert.Single(Commands(cloud)));
        Assert.Equal(id, Assert.Single(cloud.Transport.Published.Select(message => IdOf(message.Payload)).Distinct()));
        Assert.Single(cloud.Transport.Published, message => message.Topic.StartsWith("lg/v1/area/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Schedule_TimeComes_SentTenMinutesAhead()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();
        JsonElement scheduled = await cloud.SendAsync(cloud.Document(notBefore: cloud.Time.GetUtcNow() + TimeSpan.FromHours(1)));
        Assert.Equal("scheduled", scheduled.GetProperty("state").GetString());
        Assert.Empty(cloud.Transport.Published);

        cloud.Time.Advance(TimeSpan.FromMinutes(51));
        cloud.Ring();
        (_, Command command) = await box.NextCommandAsync();

        Assert.True(command.Play.NotBeforeUnixUs > (cloud.Time.GetUtcNow() + TimeSpan.FromMinutes(8)).ToUnixTimeMilliseconds() * 1000);
        await Until.TrueAsync("the announcement is live", async () => await cloud.StateAsync(scheduled) == "live");
    }

    [Fact]
    public async Task Repeat_FirstOccurrenceIsOver_NextOneIsACommandOfItsOwn()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync(1);
        await box.SendAsync(BatchFactory.Speaker("elsewhere-0002", area: "440307001001"));
        JsonElement sent = await cloud.SendAsync(new
        {
            title = "防疫提示",
            contents = new[] { new { language = "zh-CN", text = "请戴口罩。" } },
            audience = new { include = new[] { new { device = "speaker-0001" } } },
            level = "blue",
            repeat = new { cron = "*/10 * * * *", validForSeconds = 120 },
            expires = cloud.Time.GetUtcNow() + TimeSpan.FromHours(2),
        });
        (string topic, Command first) = await box.NextCommandAsync();
        await box.SendAsync(CommandBox.Answer(first, 1), CommandBox.Receipt(first, "speaker-0001", 1, ReceiptState.Finished, last: true));

        cloud.Time.Advance(TimeSpan.FromMinutes(10));
        cloud.Ring();
        Command second = await box.NextCommandAsync(besides: first);

        Assert.Equal((Topics.Down("gw-001", Topics.Announcement), 1u, 2u), (topic, first.Play.Occurrence, second.Play.Occurrence));
        Assert.Equal(600_000_000, second.Play.NotBeforeUnixUs - first.Play.NotBeforeUnixUs);
        await Until.TrueAsync("the second one is live", async () => (await cloud.FindAsync(sent)).GetProperty("announcement") is var now
            && now.GetProperty("occurrence").GetInt32() == 2 && now.GetProperty("state").GetString() == "live");
        Assert.Equal(1, AnnouncingCloud.Count(await cloud.CoverageAsync(sent, "?occurrence=1"), "finished"));
    }

    [Fact]
    public async Task PreFlight_WholeDistrict_AnswersBeforeAnybodyWaits()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync(1859);
        JsonElement draft = await cloud.CreateAsync(cloud.Document());
        string path = $"/v1/announcements/{AnnouncingCloud.Id(draft)}/preflight";
        JsonElement report = await cloud.Cloud.GetAsync(path);

        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            report = await cloud.Cloud.GetAsync(path);
            best = Math.Min(best, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"pre-flight of {report.GetProperty("known")} speakers: {best:0.0} ms");
        Assert.Equal((1859, 1859 + 465), (report.GetProperty("speakers").GetInt32(), report.GetProperty("known").GetInt32()));
        Assert.Empty(report.GetProperty("problems").EnumerateArray());
        Assert.InRange(best, 0, 250);
    }

    [Fact]
    public async Task Submit_WholeStreet_CommandHasLeftWhenTheAnswerComes()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync(1859);
        var times = new List<double>();
        for (int i = 0; i < 5; i++)
        {
            JsonElement draft = await cloud.CreateAsync(cloud.Document());
            long begun = Stopwatch.GetTimestamp();
            await cloud.DoAsync("submit", draft);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            Assert.Equal(i + 1, cloud.Transport.Published.Select(message => IdOf(message.Payload)).Distinct().Count());
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"submitted, committed and published for 1,859 speakers: {times.Min():0.0}…{times.Max():0.0} ms");
    }

    [Fact]
    public async Task Submit_AudienceIsNotTheShownOne_Conflict()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync();
        JsonElement draft = await cloud.CreateAsync(cloud.Document());
        string fingerprint = (await cloud.Cloud.GetAsync($"/v1/announcements/{AnnouncingCloud.Id(draft)}/preflight")).GetProperty("fingerprint").GetString()!;
        await box.SendAsync(BatchFactory.Speaker("speaker-0003", removed: true));

        HttpResponseMessage response = await cloud.Cloud.Http.PostAsJsonAsync(
            $"/v1/announcements/{AnnouncingCloud.Id(draft)}/submit", new { by = "wang", version = 1, fingerprint }, TestContext.Current.CancellationToken);

        Assert.EndsWith("audience-changed", (await AnnouncingCloud.ReadAsync(response, HttpStatusCode.Conflict)).GetProperty("type").GetString(), StringComparison.Ordinal);
        Assert.Equal("draft", await cloud.StateAsync(draft));
    }

    [Fact]
    public async Task Submit_NoKey_ProblemSaysHowAndDraftsWork()
    {
        await using CloudUnderTest cloud = await CloudUnderTest.StartAsync();
        JsonElement draft = await AnnouncingCloud.ReadAsync(
            await cloud.Http.PostAsJsonAsync("/v1/announcements", new { by = "wang", document = new { title = "x" } }, TestContext.Current.CancellationToken), HttpStatusCode.Created);

        HttpResponseMessage response = await cloud.Http.PostAsJsonAsync(
            $"/v1/announcements/{AnnouncingCloud.Id(draft)}/submit", new { by = "wang", version = 1 }, TestContext.Current.CancellationToken);

        JsonElement problem = await AnnouncingCloud.ReadAsync(response, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("Announcements are not configured.", problem.GetProperty("title").GetString());
        Assert.Contains("Announcements:SigningKeyFile", problem.GetProperty("todo").GetString(), StringComparison.Ordinal);
    }

    private static string[] Commands(AnnouncingCloud cloud) => [.. Database.Blobs(cloud.Cloud, "SELECT command FROM commands").Select(Convert.ToHexStringLower)];

    private static string IdOf(byte[] payload) => Convert.ToHexStringLower(Command.Parser.ParseFrom(SignedCommand.Parser.ParseFrom(payload).Command).Id.Span);
}
