using System.Text.Json;
using Longgang.Cloud.Service.Live;
using Longgang.Contracts.Wire;
using Longgang.TestKit;

namespace Longgang.Cloud.Service.Tests.Announcements;

public sealed class AnnouncementLiveTests
{
    [Fact]
    public async Task Live_ReceiptsOfAStreet_FewFramesAndTheLastSaysAll()
    {
        const int speakers = 600;
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        await using CommandBox box = await cloud.ConnectBoxAsync(speakers);
        await using LiveReader live = await LiveReader.OpenAsync(cloud.Cloud);
        JsonElement sent = await cloud.SendAsync();
        (_, Command command) = await box.NextCommandAsync();
        await box.SendAsync([CommandBox.Answer(command, speakers), .. Enumerable.Range(1, speakers).Select(i => CommandBox.Receipt(command, $"speaker-{i:0000}", 1, ReceiptState.Finished, last: true))]);

        var acts = new List<string>();
        int frames = 0;
        while (!acts.Contains("ended"))
        {
            JsonElement message = (await live.NextAsync("announcement"))!.Value;
            string what = message.GetProperty("what").GetString()!;
            if (what == "coverage")
            {
                frames++;
                Assert.Equal((AnnouncingCloud.Id(sent), speakers), (message.GetProperty("announcement").GetString(), message.GetProperty("total").GetProperty("speakers").GetInt32()));
            }
            else
            {
                acts.Add(what);
            }
        }

        Assert.Equal(["created", "submitted", "dispatch-begun", "sent", "ended"], acts);
        Assert.InRange(frames, 1, 60);
    }

    [Fact]
    public async Task Live_ResumeByEitherId_ActsOnceInOrder()
    {
        await using AnnouncingCloud cloud = await AnnouncingCloud.StartAsync();
        JsonElement draft = await cloud.CreateAsync(cloud.Document());
        await cloud.DoAsync("withdraw", draft);
        await cloud.CreateAsync(cloud.Document());

        var seen = new List<long>();
        await using (LiveReader first = await LiveReader.OpenAsync(cloud.Cloud, "0.1"))
        {
            seen.Add((await first.NextAsync("announcement"))!.Value.GetProperty("change").GetInt64());
            Assert.Equal("0.2", first.LastId);
        }

        await using LiveReader second = await LiveReader.OpenAsync(cloud.Cloud, "0.2");
        seen.Add((await second.NextAsync("announcement"))!.Value.GetProperty("change").GetInt64());
        await using LiveReader plain = await LiveReader.OpenAsync(cloud.Cloud, "0");
        await cloud.CreateAsync(cloud.Document());
        seen.Add((await second.NextAsync("announcement"))!.Value.GetProperty("change").GetInt64());

        Assert.Equal([2, 3, 4], seen);
        Assert.Equal(4, (await plain.NextAsync("announcement"))!.Value.GetProperty("change").GetInt64());
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("17", 17L, null)]
    [InlineData("17.42", 17L, 42L)]
    public void TryParse_WhatListenersSend_Understood(string text, long? alert, long? announcement)
    {
        Assert.True(LivePosition.TryParse(text, out LivePosition position));
        Assert.Equal(new LivePosition(alert, announcement), position);
    }

    [Theory]
    [InlineData("x7")]
    [InlineData("17.")]
    [InlineData(".42")]
    [InlineData("-1.2")]
    [InlineData("1.2.3")]
    public void TryParse_AnythingElse_Refused(string text) => Assert.False(LivePosition.TryParse(text, out _));

    [Fact]
    public async Task Submit_TwoReplicas_OnePublicationAndBothTellIt()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string storage = $$"""{ "Kind": "postgres", "Postgres": { "ConnectionString": "{{await server.CreateDatabaseAsync()}}" } }""";
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using AnnouncingCloud first = await AnnouncingCloud.StartAsync(storage, key);
        await using AnnouncingCloud second = await AnnouncingCloud.StartAsync(storage, key);
        await using CommandBox box = await first.ConnectBoxAsync();
        await using LiveReader live = await LiveReader.OpenAsync(first.Cloud);

        JsonElement sent = await second.SendAsync();
        var acts = new List<string>();
        while (!acts.Contains("sent"))
        {
            acts.Add((await live.NextAsync("announcement"))!.Value.GetProperty("what").GetString()!);
        }

        (string topic, byte[] _) = Assert.Single(second.Transport.Published);
        Assert.Equal($"lg/v1/area/{AnnouncingCloud.Area}/down/announcement", topic);
        Assert.Equal("live", sent.GetProperty("state").GetString());

        // The one whose turn it is sends again, to the box that is connected to it.
        (_, Command command) = await box.NextCommandAsync();
        await box.SendAsync([CommandBox.Answer(command, 3), .. Enumerable.Range(1, 3).Select(i => CommandBox.Receipt(command, $"speaker-{i:0000}", 1, ReceiptState.Finished, last: true))]);
        await Until.TrueAsync("the announcement is done", async () => await second.StateAsync(sent) == "done");
    }

    [Fact]
    public async Task Replica_WhoseTurnItWasIsGone_TheOtherSendsAgain()
    {
        await using PostgresServer server = await PostgresServer.StartAsync();
        string storage = $$"""{ "Kind": "postgres", "Postgres": { "ConnectionString": "{{await server.CreateDatabaseAsync()}}" } }""";
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        AnnouncingCloud first = await AnnouncingCloud.StartAsync(storage, key);
        await using AnnouncingCloud second = await AnnouncingCloud.StartAsync(storage, key);
        using var ofTheBox = System.Security.Cryptography.ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
        await using CommandBox box = await CommandBox.ConnectAsync(second.Cloud, ofTheBox);
        await box.SendAsync(Enumerable.Range(1, 3).Select(i => BatchFactory.Speaker($"speaker-{i:0000}")));
        await box.SendAsync(BatchFactory.Speaker("elsewhere-0001", area: "440307001001"));
        JsonElement sent = await first.SendAsync();
        Assert.Empty(second.Transport.Published);

        await first.DisposeAsync();
        (string topic, Command command) = await box.NextCommandAsync();

        Assert.Equal((Topics.Down("gw-001", Topics.Announcement), AnnouncingCloud.Id(sent)), (topic, Convert.ToHexStringLower(command.Play.Announcement.Span)));
    }
}
