using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class AnnouncementLifeCycleTests
{
    private static readonly DateTimeOffset Now = Documents.Now;

    // For each command the states in which it is lawful, and where it leads.
    private static readonly Dictionary<string, (AnnouncementCommand Command, Dictionary<AnnouncementState, AnnouncementState> Lawful)> Table = new()
    {
        ["edit"] = (new AnnouncementCommand.Edit("li", Documents.Sound()), new()
        {
            [AnnouncementState.Draft] = AnnouncementState.Draft,
            [AnnouncementState.AwaitingApproval] = AnnouncementState.Draft,
            [AnnouncementState.Scheduled] = AnnouncementState.Draft,
            [AnnouncementState.Refused] = AnnouncementState.Draft,
        }),
        ["submit"] = (new AnnouncementCommand.Submit("li", Documents.Shown("a")), new() { [AnnouncementState.Draft] = AnnouncementState.Scheduled }),
        ["approve"] = (new AnnouncementCommand.Approve("chen"), new() { [AnnouncementState.AwaitingApproval] = AnnouncementState.Scheduled }),
        ["refuse"] = (new AnnouncementCommand.Refuse("chen", "not now"), new() { [AnnouncementState.AwaitingApproval] = AnnouncementState.Refused }),
        ["withdraw"] = (new AnnouncementCommand.Withdraw("li"), new()
        {
            [AnnouncementState.Draft] = AnnouncementState.Withdrawn,
            [AnnouncementState.AwaitingApproval] = AnnouncementState.Withdrawn,
            [AnnouncementState.Scheduled] = AnnouncementState.Withdrawn,
            [AnnouncementState.Refused] = AnnouncementState.Withdrawn,
        }),
        ["dispatch"] = (new AnnouncementCommand.Dispatch(new AudienceDifference([], [])), new() { [AnnouncementState.Scheduled] = AnnouncementState.Dispatching }),
        ["published"] = (new AnnouncementCommand.Published(), new() { [AnnouncementState.Dispatching] = AnnouncementState.Live }),
        ["end"] = (new AnnouncementCommand.End(EverySpeakerDone: true), new()
        {
            [AnnouncementState.Dispatching] = AnnouncementState.Done,
            [AnnouncementState.Live] = AnnouncementState.Done,
        }),
        ["retract"] = (new AnnouncementCommand.Retract("wang"), new()
        {
            [AnnouncementState.Dispatching] = AnnouncementState.Retracted,
            [AnnouncementState.Live] = AnnouncementState.Retracted,
            [AnnouncementState.Done] = AnnouncementState.Retracted,
        }),
        ["miss"] = (new AnnouncementCommand.Miss(), []),
    };

    public static TheoryData<string, AnnouncementState> Cases =>
        new(Table.Keys.SelectMany(name => Enum.GetValues<AnnouncementState>().Select(state => (name, state))));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decide_EveryStateAndCommand_AsInTheTable(string name, AnnouncementState state)
    {
        Announcement before = Documents.In(state);

        AnnouncementDecision decision = AnnouncementLifeCycle.Decide(before, Table[name].Command, Now);

        Assert.Equal(Table[name].Lawful.TryGetValue(state, out AnnouncementState next) ? next : null, decision.Step?.After.State);
        Assert.Equal(decision.Step is null, decision.Problems.Count > 0);
        Assert.All(decision.Problems, problem => Assert.True(problem.What.Length > 0 && problem.Todo.Length > 0));
        if (decision.Step is { } step)
        {
            Assert.Equal((before.Version + 1, Now), (step.After.Version, step.After.ChangedAt));
        }
    }

    [Theory]
    [MemberData(nameof(States))]
    public void Decide_Remark_AlwaysLawfulAndChangesNoState(AnnouncementState state)
    {
        Assert.Equal(state, AnnouncementLifeCycle.Decide(Documents.In(state), new AnnouncementCommand.Remark("li", "seen"), Now).Step!.After.State);
        Assert.NotEmpty(AnnouncementLifeCycle.Decide(Documents.In(state), new AnnouncementCommand.Remark("li", " "), Now).Problems);
    }

    public static TheoryData<AnnouncementState> States => new(Enum.GetValues<AnnouncementState>());

    [Theory]
    [InlineData(Severity.Red, "440307003", true)]
    [InlineData(Severity.Orange, "440307003", true)]
    [InlineData(Severity.Yellow, "440307003", false)]
    [InlineData(Severity.Blue, "440307", true)]
    public void Submit_GraveOrWholeDistrict_WaitsForASecondPerson(Severity level, string area, bool waits)
    {
        Announcement after = Apply(Documents.Draft(Documents.Sound(level, area)), new AnnouncementCommand.Submit("li", Documents.Shown("a")));

        Assert.Equal(waits ? AnnouncementState.AwaitingApproval : AnnouncementState.Scheduled, after.State);
        Assert.Equal(waits, after.ApprovalReasons.Count > 0);
        Assert.Equal(waits, after.Next is null);
    }

    [Fact]
    public void Submit_NearlyEverySpeakerByOtherMeans_IsTheWholeDistrictToo()
    {
        string[] speakers = [.. Enumerable.Range(0, 90).Select(i => $"s{i:00}")];

        Assert.Equal(AnnouncementState.AwaitingApproval, Apply(Documents.Draft(), new AnnouncementCommand.Submit("li", Documents.Shown(speakers))).State);
        Assert.Equal(AnnouncementState.Scheduled, Apply(Documents.Draft(), new AnnouncementCommand.Submit("li", Documents.Shown(speakers[1..]))).State);
    }

    [Theory]
    [InlineData("li")]
    [InlineData(" LI")]
    [InlineData("wang")]
    [InlineData("")]
    public void Approve_ByAnAuthorOrNobody_Refused(string by)
    {
        Announcement waiting = Apply(Documents.Draft(), new AnnouncementCommand.Edit("wang", Documents.Sound(Severity.Red)), new AnnouncementCommand.Submit("li", Documents.Shown("a")));

        Assert.Equal(["li", "wang"], waiting.Authors);
        Assert.Equal("by", Assert.Single(AnnouncementLifeCycle.Decide(waiting, new AnnouncementCommand.Approve(by), Now).Problems).Field);
        Assert.Equal("by", Assert.Single(AnnouncementLifeCycle.Decide(waiting, new AnnouncementCommand.Refuse(by, "no"), Now).Problems).Field);
    }

    [Fact]
    public void Approve_ThenEdited_HasToBeApprovedAgain()
    {
        Announcement edited = Apply(
            Documents.Draft(Documents.Sound(Severity.Red)),
            new AnnouncementCommand.Submit("li", Documents.Shown("a")),
            new AnnouncementCommand.Approve("chen"),
            new AnnouncementCommand.Edit("li", Documents.Sound(Severity.Red)));

        Assert.Equal((AnnouncementState.Draft, null, null, null), (edited.State, edited.Approver, edited.Shown, edited.Next));
        Assert.Equal(AnnouncementState.AwaitingApproval, Apply(edited, new AnnouncementCommand.Submit("li", Documents.Shown("a"))).State);
    }

    [Fact]
    public void Approve_ExpiredWhileItWaited_Refused()
    {
        Announcement waiting = Apply(Documents.Draft(Documents.Sound(Severity.Red)), new AnnouncementCommand.Submit("li", Documents.Shown("a")));

        Assert.Equal("expires", Assert.Single(AnnouncementLifeCycle.Decide(waiting, new AnnouncementCommand.Approve("chen"), Now.AddHours(1)).Problems).Field);
    }

    [Fact]
    public void Submit_DocumentWithProblems_AllOfThemNamed()
    {
        var empty = new AnnouncementDocument();

        IReadOnlyList<AnnouncementProblem> problems = AnnouncementLifeCycle.Decide(Documents.Draft(empty), new AnnouncementCommand.Submit("li", Documents.Shown()), Now).Problems;

        Assert.Equal(["audience", "contents", "expires", "level", "title"], problems.Select(problem => problem.Field).Order());
        Assert.Equal("audience", Assert.Single(AnnouncementLifeCycle.Decide(Documents.Draft(), new AnnouncementCommand.Submit("li", Documents.Shown()), Now).Problems).Field);
    }

    [Fact]
    public void Dispatch_TooEarlyOrTooLate_Refused()
    {
        Announcement scheduled = Documents.In(AnnouncementState.Scheduled, Documents.Sound() with { NotBefore = Now.AddMinutes(30) });
        var dispatch = new AnnouncementCommand.Dispatch(new AudienceDifference([], []));

        Assert.Equal(Now.AddMinutes(20), scheduled.DueAt);
        Assert.Null(AnnouncementLifeCycle.Decide(scheduled, dispatch, Now.AddMinutes(20).AddTicks(-1)).Step);
        Assert.NotNull(AnnouncementLifeCycle.Decide(scheduled, dispatch, Now.AddMinutes(20)).Step);
        Assert.NotNull(AnnouncementLifeCycle.Decide(scheduled, dispatch, Now.AddHours(1).AddTicks(-1)).Step);
        Assert.Equal("expires", Assert.Single(AnnouncementLifeCycle.Decide(scheduled, dispatch, Now.AddHours(1)).Problems).Field);
    }

    [Fact]
    public void End_BeforeAMinuteAfterExpiry_OnlyWhenEverySpeakerIsDone()
    {
        Announcement live = Documents.In(AnnouncementState.Live);

        Assert.Equal(Now.AddHours(1).AddMinutes(1), live.DueAt);
        Assert.Null(AnnouncementLifeCycle.Decide(live, new AnnouncementCommand.End(), live.DueAt!.Value.AddTicks(-1)).Step);
        Assert.Equal(AnnouncementState.Done, AnnouncementLifeCycle.Decide(live, new AnnouncementCommand.End(), live.DueAt!.Value).Step!.After.State);
    }

    [Fact]
    public void Repeat_WholeSeries_EveryOccurrenceIsNumberedPlayedOrMissed()
    {
        AnnouncementDocument daily = Documents.Sound() with { Repeat = new AnnouncementRepeat("0 8 * * *", TimeSpan.FromHours(2)), Expires = Now.AddDays(4) };
        Announcement announcement = Apply(Documents.Draft(daily), new AnnouncementCommand.Submit("li", Documents.Shown("a")));
        DateTimeOffset first = new(2022, 3, 15, 0, 0, 0, TimeSpan.Zero);
        Assert.Equal(new PlayWindow(first, first.AddHours(2)), announcement.Next);

        announcement = ApplyAt(announcement, new AnnouncementCommand.Dispatch(new AudienceDifference([], [])), first);
        announcement = ApplyAt(announcement, new AnnouncementCommand.Published(), first);
        announcement = ApplyAt(announcement, new AnnouncementCommand.End(), first.AddHours(2).AddMinutes(1));
        Assert.Equal((AnnouncementState.Scheduled, 1, first.AddDays(1)), (announcement.State, announcement.Occurrence, announcement.Next!.Value.Begin));

        // The service was down for two mornings.
        announcement = ApplyAt(announcement, new AnnouncementCommand.Miss(), first.AddDays(2).AddHours(3));
        Assert.Equal((AnnouncementState.Scheduled, 3, first.AddDays(3)), (announcement.State, announcement.Occurrence, announcement.Next!.Value.Begin));
        announcement = ApplyAt(announcement, new AnnouncementCommand.Dispatch(new AudienceDifference([], [])), first.AddDays(3));
        Assert.Equal(4, announcement.Occurrence);
        Assert.Equal((AnnouncementState.Done, 4), ApplyAt(announcement, new AnnouncementCommand.End(), first.AddDays(4)) is var done ? (done.State, done.Occurrence) : default);
    }

    [Fact]
    public void Repeat_BetweenTwoOccurrences_MayBeRetractedOrWithdrawnButNotEdited()
    {
        Announcement between = Documents.In(AnnouncementState.Scheduled) with { Occurrence = 1, Current = new PlayWindow(Now, Now.AddHours(1)) };

        Assert.Equal(AnnouncementState.Retracted, Apply(between, new AnnouncementCommand.Retract("li")).State);
        Assert.Equal(AnnouncementState.Withdrawn, Apply(between, new AnnouncementCommand.Withdraw("li")).State);
        Assert.Null(AnnouncementLifeCycle.Decide(between, new AnnouncementCommand.Edit("li", Documents.Sound()), Now).Step);
    }

    [Fact]
    public void CorrectionId_OfAnAnnouncement_IsAlwaysTheSameAndNobodyElses()
    {
        Announcement one = Documents.Draft();

        Assert.Equal(one.CorrectionId, Documents.In(AnnouncementState.Live).CorrectionId);
        Assert.Equal(32, one.CorrectionId.Length);
        Assert.NotEqual(one.Id, one.CorrectionId);
        Assert.NotEqual(one.CorrectionId, (one with { Id = new string('2', 32) }).CorrectionId);
    }

    private static Announcement Apply(Announcement announcement, params ReadOnlySpan<AnnouncementCommand> commands)
    {
        foreach (AnnouncementCommand command in commands)
        {
            announcement = ApplyAt(announcement, command, Now);
        }

        return announcement;
    }

    private static Announcement ApplyAt(Announcement announcement, AnnouncementCommand command, DateTimeOffset now)
    {
        AnnouncementDecision decision = AnnouncementLifeCycle.Decide(announcement, command, now);
        Assert.Empty(decision.Problems);
        return decision.Step!.After;
    }
}
