using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with commands to boxes and their answers.</summary>
public abstract class CommandOutboxConformance
{
    private static readonly DateTimeOffset Now = AnnouncementFactory.Now.AddMinutes(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Due_UntilAnsweredOrExpired_AgainAtTheTimeThatWasSaid()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.Commands.AddAsync([AnnouncementFactory.Command(1, ("gw-001", 3), ("gw-002", 4)), AnnouncementFactory.Command(2, ("gw-001", 1))], Stop);
        await store.RestartAsync();

        IReadOnlyList<DueCommand> first = await store.Commands.ListDueAsync(Now, 10, Stop);
        Assert.Equal(AnnouncementFactory.Now.AddSeconds(1), await store.Commands.ReadNextDueAsync(Now, Stop));
        Assert.Equal([(1, (string?)null, 0), (2, null, 0)], first.Select(Short));
        Assert.Equal(["lg/v1/area/440307003/down/announcement", "lg/v1/area/440307014/down/announcement"], first[0].Topics);
        Assert.Equal([1, 2, 1], first[0].Bytes.ToArray());
        Assert.Equal((BatchFactory.AlertIdText(1), 1, AnnouncementFactory.Now.AddHours(1)), (first[0].Announcement, first[0].Occurrence, first[0].ExpiresAt));
        Assert.Single(await store.Commands.ListDueAsync(Now, 1, Stop));

        await store.Commands.MarkSentAsync(first, Now.AddSeconds(2), Stop);
        await store.RestartAsync();
        Assert.Empty(await store.Commands.ListDueAsync(Now.AddSeconds(1), 10, Stop));
        Assert.Equal(Now.AddSeconds(2), await store.Commands.ReadNextDueAsync(Now, Stop));
        await store.CommitAsync(new BatchFactory("gw-001", 1, Lane.Alert).Item(1, BatchFactory.Answer(1, CommandStatus.Taken, 3)));
        IReadOnlyList<DueCommand> again = await store.Commands.ListDueAsync(Now.AddSeconds(2), 10, Stop);
        Assert.Equal([(1, "gw-002", 1), (2, "gw-001", 1)], again.Select(Short));
        Assert.Equal([1, 2, 1], again[0].Bytes.ToArray());

        await store.Commands.MarkSentAsync([again[0]], Now.AddSeconds(10), Stop);
        Assert.Equal([(2, "gw-001", 1)], (await store.Commands.ListDueAsync(Now.AddSeconds(9), 10, Stop)).Select(Short));
        Assert.Equal([(2, "gw-001", 1), (1, "gw-002", 2)], (await store.Commands.ListDueAsync(Now.AddSeconds(10), 10, Stop)).Select(Short));

        // What expires before it would be sent again is not due any more, and nothing is when all has expired.
        await store.Commands.MarkSentAsync([again[0]], AnnouncementFactory.Now.AddHours(1), Stop);
        Assert.Equal([(2, "gw-001", 1)], (await store.Commands.ListDueAsync(AnnouncementFactory.Now.AddMinutes(59), 10, Stop)).Select(Short));
        Assert.Empty(await store.Commands.ListDueAsync(AnnouncementFactory.Now.AddHours(1), 10, Stop));
        Assert.Null(await store.Commands.ReadNextDueAsync(AnnouncementFactory.Now.AddHours(1), Stop));
    }

    [Fact]
    public async Task Unanswered_OfABox_WhatItHasNotAnsweredInTheOrderOfIssue()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.Commands.AddAsync([.. new byte[] { 3, 2, 1 }.Select(id => AnnouncementFactory.Command(id, ("gw-001", 1), ("gw-002", 1)))], Stop);
        await store.CommitAsync(new BatchFactory("gw-001", 1, Lane.Alert).Item(1, BatchFactory.Answer(2, CommandStatus.Refused, 0, "unknown-key: 'k2'")));

        Assert.Equal([(1, "gw-001", 0), (3, "gw-001", 0)], (await store.Commands.ListUnansweredAsync("gw-001", Now, Stop)).Select(Short));
        Assert.Equal(3, (await store.Commands.ListUnansweredAsync("gw-002", Now, Stop)).Count);
        Assert.Empty(await store.Commands.ListUnansweredAsync("gw-002", AnnouncementFactory.Now.AddHours(1), Stop));
    }

    [Fact]
    public async Task Retracted_BoxThatWasAway_HearsOnlyOfTheRetraction()
    {
        await using StoreUnderTest store = await StartAsync();
        Announcement dispatched = await AnnouncementFactory.DispatchAsync(store, 1, "a", "b");
        await store.Commands.AddAsync([AnnouncementFactory.Command(3, ("gw-001", 1))], Stop);
        await store.Commands.MarkSentAsync(await store.Commands.ListDueAsync(Now, 10, Stop), Now.AddSeconds(1), Stop);

        OutgoingCommand retract = AnnouncementFactory.Command(2, ("gw-001", 2)) with { Announcement = dispatched.Id };
        await AnnouncementFactory.ApplyAsync(store, dispatched, new AnnouncementCommand.Retract("wang"), Now, step => step with { Commands = [retract] });

        Assert.Equal([(2, null, 0), (3, "gw-001", 1)], (await store.Commands.ListDueAsync(Now.AddSeconds(1), 10, Stop)).Select(Short));
        Assert.Equal([2, 3], (await store.Commands.ListUnansweredAsync("gw-001", Now.AddSeconds(1), Stop)).Select(command => Short(command).Id));
        Assert.Equal(2, (await store.Commands.ReadAnswersAsync(dispatched.Id, Stop)).Count);
    }

    [Fact]
    public async Task Answers_AgainAndOfBoxesThatWereNotExpected_TakenStandsAndDifferencesAreNamed()
    {
        await using StoreUnderTest store = await StartAsync();
        var first = new BatchFactory("gw-001", 1, Lane.Alert);
        var second = new BatchFactory("gw-002", 2, Lane.Alert);
        var third = new BatchFactory("gw-003", 3, Lane.Alert);

        // An answer may be faster than the step that added the command is known, and a box may answer that nobody asked.
        await store.CommitAsync(third.Item(1, BatchFactory.Answer(1, CommandStatus.Taken, 5)), first.Item(1, BatchFactory.Answer(1, CommandStatus.Refused, 0, "bad-signature")));
        await store.Commands.AddAsync([AnnouncementFactory.Command(1, ("gw-001", 3), ("gw-002", 4))], Stop);
        await store.CommitAsync(first.Item(2, BatchFactory.Answer(1, CommandStatus.Taken, 2)), first.Item(3, BatchFactory.Answer(1, CommandStatus.Expired, 0)));
        await store.CommitAsync(first.Item(4, BatchFactory.Answer(1, CommandStatus.Taken, 2)));
        await store.CommitAsync(first.Item(5, BatchFactory.Answer(1, CommandStatus.Expired, 0)), second.Item(1, BatchFactory.Answer(1, CommandStatus.Taken, 4)));

        IReadOnlyList<CommandAnswer> answers = await store.Commands.ReadAnswersAsync(BatchFactory.AlertIdText(1), Stop);

        Assert.Equal(
            [("gw-001", (int?)3, CommandStatus.Taken, 2, true), ("gw-002", 4, CommandStatus.Taken, 4, false), ("gw-003", null, CommandStatus.Taken, 5, true)],
            answers.Select(answer => (answer.Gateway, answer.Expected, answer.Status, answer.Speakers, answer.Differs)));
        Assert.All(answers, answer => Assert.Equal(BatchFactory.Start, answer.AnsweredAt));
        Assert.Equal(
            answers.OrderBy(answer => answer.Change),
            (await store.Announcements.ReadChangesAsync(0, 10, Stop)).OfType<AnnouncementChange.Answer>().Select(change => change.State));
        Assert.Empty(await store.Commands.ListUnansweredAsync("gw-001", Now, Stop));
    }

    private static (int Id, string? Gateway, int Sent) Short(DueCommand command) => (Convert.FromHexString(command.Id)[15], command.Gateway, command.Sent);
}
